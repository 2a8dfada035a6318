// Tells what became of each frame with IPv4, and of what was put together, one record a clock at most; and
// counts it (RFC 4293; docs/rules/network.md).
module toe_ip_trace (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic [63:0]             now_i,
    input  logic                    valid_i,
    input  toe_ip_rx_pkg::told_t    told_i,
    output toe_ip_pkg::ip_record_t  record_o,
    output toe_ip_pkg::ip_stat_t    stat_o
);
  logic [63:0] order_q;
  logic        is_frame;

  assign is_frame = !(told_i.verdict inside {toe_ip_pkg::IpTimeout, toe_ip_pkg::IpReplay});

  always_ff @(posedge clk_i) begin
    record_o <= '0;
    if (valid_i) begin
      order_q  <= order_q + 64'd1;
      record_o <= '{
          valid: 1'b1, order: order_q, now: now_i, verdict: told_i.verdict, src: told_i.src, dst: told_i.dst,
          protocol: told_i.protocol, identification: told_i.identification, length: told_i.length,
          at: told_i.at, more: told_i.more
      };
    end
    if (!rst_ni) begin
      order_q  <= '0;
      record_o <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    stat_o <= '0;
    if (valid_i) begin
      stat_o.in_receives <= is_frame;
      stat_o.reasm_reqds <= told_i.fragment;
      unique case (told_i.verdict)
        toe_ip_pkg::IpHeader:   stat_o.in_hdr_errors <= 1'b1;
        toe_ip_pkg::IpAddress:  stat_o.in_addr_errors <= 1'b1;
        toe_ip_pkg::IpDiscard:  stat_o.in_discards <= 1'b1;
        toe_ip_pkg::IpProtocol: stat_o.in_unknown_protos <= 1'b1;
        toe_ip_pkg::IpNoRoom: begin
          stat_o.in_discards <= !told_i.fragment;
          stat_o.reasm_fails <= told_i.fragment;
        end
        toe_ip_pkg::IpComplete: begin
          stat_o.reasm_oks   <= 1'b1;
          stat_o.in_discards <= told_i.forgotten;
        end
        toe_ip_pkg::IpRefused, toe_ip_pkg::IpOverlap, toe_ip_pkg::IpTimeout: stat_o.reasm_fails <= 1'b1;
        default: ;  // delivered, kept, there already, replayed
      endcase
    end
    if (!rst_ni) stat_o <= '0;
  end

endmodule
