// Tells what the cache has done: the record, what is counted, and to the clients what became of a
// neighbour that was being asked for. All one clock after the event.
module toe_arp_trace (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  toe_arp_pkg::arp_record_t  event_i,   // of toe_arp_cache
    output toe_arp_pkg::arp_pending_t pending_o,
    output toe_arp_pkg::arp_record_t  record_o,
    output toe_arp_pkg::arp_stat_t    stat_o
);
  logic [63:0] order_q;
  logic        packet, is_request;
  assign packet     = event_i.valid && event_i.kind == toe_arp_pkg::ArpPacket;
  assign is_request = event_i.packet.operation == toe_arp_pkg::OpRequest;

  always_ff @(posedge clk_i) begin
    record_o       <= event_i.valid ? event_i : '0;
    record_o.order <= event_i.valid ? order_q : '0;
    pending_o.ip   <= event_i.pending_ip;
  end

  always_ff @(posedge clk_i) begin
    pending_o.resolved     <= event_i.valid && event_i.pending == toe_arp_pkg::PendingResolved;
    pending_o.failed       <= event_i.valid && event_i.pending == toe_arp_pkg::PendingFailed;
    stat_o.in_requests     <= packet && is_request;
    stat_o.in_replies      <= packet && !is_request;
    stat_o.out_requests    <= event_i.valid && (event_i.send == toe_arp_pkg::SendRequest
                                                || event_i.send == toe_arp_pkg::SendProbe
                                                || event_i.send == toe_arp_pkg::SendAnnounce);
    stat_o.out_replies     <= event_i.valid && event_i.send == toe_arp_pkg::SendReply;
    stat_o.conflicts       <= packet && event_i.conflict;
    stat_o.probe_conflicts <= packet && event_i.probe_conflict;
    if (event_i.valid) order_q <= order_q + 1'b1;
    if (!rst_ni) begin
      pending_o.resolved <= 1'b0;
      pending_o.failed   <= 1'b0;
      stat_o             <= '0;
      order_q            <= '0;
    end
  end

  logic unused;
  assign unused = &{1'b0, event_i};

endmodule
