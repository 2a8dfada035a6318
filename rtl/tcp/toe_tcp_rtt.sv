// Sockwire - TCP engine, stage Update: what a measured round trip makes of SRTT and RTTVAR (RFC 6298 2).
//
// Combinational. SRTT is kept eightfold and RTTVAR fourfold, so that alpha = 1/8 and beta = 1/4 are
// shifts and nothing is lost to rounding: rttvar is 4 * RTTVAR, just what the time-out adds to SRTT.
module toe_tcp_rtt (
  input  logic [31:0]               round_trip_i,  // R, at most RttMax
  input  logic                      valid_i,       // there was a measurement before
  input  toe_tcp_engine_pkg::rtt_t  rtt_i,
  output toe_tcp_engine_pkg::rtt_t  rtt_o
);
  logic [31:0] error, deviation;

  assign error     = round_trip_i - (rtt_i.srtt >> 3);  // signed
  assign deviation = error[31] ? -error : error;

  always_comb begin
    if (valid_i) begin
      rtt_o.srtt   = rtt_i.srtt + error;
      rtt_o.rttvar = rtt_i.rttvar - (rtt_i.rttvar >> 2) + deviation;
    end else begin
      rtt_o.srtt   = round_trip_i << 3;
      rtt_o.rttvar = round_trip_i << 1;
    end
  end
endmodule
