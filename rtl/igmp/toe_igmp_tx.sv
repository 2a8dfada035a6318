// Builds IGMP messages (RFC 2236 2, RFC 3376 4.2): eight octets, or a version 3 report of one record.
//
//   Rest -- one is to be sent --> Sum -- checksum known --> Send -- taken by IP --> Rest
module toe_igmp_tx #(
    parameter type stream_t = logic
) (
    input  logic                       clk_i,
    input  logic                       rst_ni,
    input  logic                       send_i,     // pulse, while it rests
    input  toe_igmp_engine_pkg::send_t what_i,
    output logic                       rests_o,
    output logic                       valid_o,
    input  logic                       ready_i,
    output toe_pkg::ip_tx_meta_t       meta_o,
    output stream_t                    data_o
);
  localparam int unsigned DataBytes  = ($bits(stream_t) - 2) / 9;
  localparam int unsigned ShortBytes = 8;
  localparam int unsigned LongBytes  = 16;
  localparam int unsigned ShortBeats = (ShortBytes + DataBytes - 1) / DataBytes;
  localparam int unsigned LongBeats  = (LongBytes + DataBytes - 1) / DataBytes;
  localparam int unsigned ShortLast  = ShortBytes - (ShortBeats - 1) * DataBytes;  // octets of its last beat

  typedef enum logic [1:0] {
    Rest,
    Sum,
    Send
  } state_e;

  state_e                     state_d, state_q;
  toe_igmp_engine_pkg::send_t what_q;
  logic                       long;
  logic                 [1:0] index_q;  // of the beat
  logic                 [7:0] msg_type;
  logic                [18:0] sum;
  logic                [16:0] folded;
  logic                [15:0] checksum_q;
  logic                [63:0] head;     // the first eight octets, the first in the high bits
  logic     [8*LongBytes-1:0] message;
  logic [8*LongBytes-1:0]     octets;   // octet 0 in the low bits
  toe_pkg::ip_t               dst;

  always_comb begin
    unique case (what_q.kind)
      toe_igmp_pkg::IgmpSendV1:    {msg_type, dst} = {toe_igmp_pkg::TypeReportV1, what_q.group};
      toe_igmp_pkg::IgmpSendV2:    {msg_type, dst} = {toe_igmp_pkg::TypeReportV2, what_q.group};
      toe_igmp_pkg::IgmpSendLeave: {msg_type, dst} = {toe_igmp_pkg::TypeLeave, toe_igmp_pkg::AllRouters};
      default:                     {msg_type, dst} = {toe_igmp_pkg::TypeReportV3, toe_igmp_pkg::AllV3Routers};
    endcase
  end
  assign long = what_q.kind == toe_igmp_pkg::IgmpSendV3;

  // Of version 3: no more than one record, it names no sources.
  assign sum     = {3'b0, msg_type, 8'b0} + 19'(what_q.group[31:16]) + 19'(what_q.group[15:0])
                   + (long ? {3'b0, what_q.record_type, 8'b0} + 19'd1 : '0);
  assign folded  = {1'b0, sum[15:0]} + 17'(sum[18:16]);
  assign head    = {msg_type, 8'd0, checksum_q, long ? 32'd1 : what_q.group};
  assign message = {head, what_q.record_type, 24'd0, what_q.group};

  always_comb begin
    for (int unsigned i = 0; i < LongBytes; i++) octets[8*i+:8] = message[8*(LongBytes-1-i)+:8];
  end

  assign rests_o     = state_q == Rest;
  assign valid_o     = state_q == Send;
  assign data_o.data = octets[8*DataBytes*index_q+:8*DataBytes];
  assign data_o.last = index_q == 2'((long ? LongBeats : ShortBeats) - 1);
  assign data_o.keep = (data_o.last && !long) ? {DataBytes{1'b1}} >> (DataBytes - ShortLast) : '1;
  assign data_o.err  = 1'b0;
  assign meta_o = '{
      dst_mac: toe_pkg::group_mac(dst),
      dst: dst,
      protocol: toe_pkg::ProtocolIgmp,
      length: long ? 16'(LongBytes) : 16'(ShortBytes),
      ttl: 8'd1,
      tos: 8'hC0,
      dont_fragment: 1'b1,
      router_alert: 1'b1
  };

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Rest:    if (send_i) state_d = Sum;
      Sum:     state_d = Send;
      default: if (ready_i && data_o.last) state_d = Rest;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    if (!rst_ni) state_q <= Rest;
  end
  always_ff @(posedge clk_i) begin
    if (state_q == Rest) what_q <= what_i;
    if (state_q == Sum) begin
      index_q    <= '0;
      checksum_q <= ~(folded[15:0] + 16'(folded[16]));
    end else if (valid_o && ready_i) index_q <= index_q + 1'b1;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) assert (!send_i || rests_o) else $error("a message is lost");
  end
`endif

endmodule
