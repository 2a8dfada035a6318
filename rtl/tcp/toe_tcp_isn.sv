// Sockwire - TCP: the initial sequence number of a CONNECT (RFC 9293 3.4.1, RFC 6528), before the engine.
//
// Stands in front of the engine on the calls' way: a CONNECT waits here until the hash of its 4-tuple is
// there, every other call passes without delay. The engine adds the clock (one step every 4 us) to the
// low half when it takes the event; the high half offsets the connection's timestamps (RFC 7323 7). A
// segment brings its hash along (toe_tcp_rx_queue).
//
// A CONNECT's local port may change while it waits (call_grant_t); then its hash is made anew.
module toe_tcp_isn (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic [127:0]             secret_i,
  input  toe_pkg::ip_t             local_addr_i,
  input  logic                     call_valid_i,
  output logic                     call_ready_o,
  input  toe_tcp_pkg::user_call_t  call_i,
  input  toe_tcp_pkg::call_grant_t call_grant_i,
  output logic                     call_valid_o,
  input  logic                     call_ready_i,
  output logic [63:0]              call_hash_o
);
  logic           needs, fresh, start, begun_q, done;
  toe_pkg::port_t port_q;  // the local port that the hash is of

  assign needs = call_i.call == toe_tcp_pkg::CallConnect;
  assign fresh = begun_q && done && port_q == call_grant_i.port;
  assign start = call_valid_i && needs && (!begun_q || port_q != call_grant_i.port);

  assign call_valid_o = call_valid_i && (!needs || fresh);
  assign call_ready_o = call_ready_i && (!needs || fresh);

  toe_prim_siphash #(
    .Octets(12)
  ) u_hash (
    .clk_i,
    .rst_ni,
    .key_i    (secret_i),
    .start_i  (start),
    .message_i({local_addr_i, call_grant_i.port, call_i.addr, call_i.port}),
    .done_o   (done),
    .hash_o   (call_hash_o)
  );

  always_ff @(posedge clk_i) begin
    if (start) begun_q <= 1'b1;
    else if (call_valid_i && call_ready_o) begun_q <= 1'b0;
    if (!rst_ni) begun_q <= 1'b0;
  end
  always_ff @(posedge clk_i) begin
    if (start) port_q <= call_grant_i.port;
  end
endmodule
