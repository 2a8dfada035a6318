// Sockwire - MAC: what becomes of a received frame (IEEE 802.3 clause 4). See docs/rules/mac.md.
package toe_mac_pkg;

  typedef enum logic [2:0] {
    FrameGood      = 3'd0,
    FrameRunt      = 3'd1,  // shorter than 64 octets with its FCS
    FrameGiant     = 3'd2,  // longer than 1518 octets with its FCS
    FrameAlignment = 3'd3,  // an odd number of nibbles
    FrameFcs       = 3'd4,  // wrong frame check sequence
    FrameError     = 3'd5,  // RX_ER inside the frame
    FrameFiltered  = 3'd6,  // good, but not for us
    FrameOverflow  = 3'd7   // no room: dropped whole
  } frame_status_e;

  // One record for each frame whose SFD was seen, in the receive clock.
  typedef struct packed {
    logic          valid;
    frame_status_e status;
    logic [15:0]   length;  // octets after the SFD, FCS included; saturates
  } mac_rx_record_t;

  // What is counted: one-clock pulses in the core clock.
  typedef struct packed {
    logic in_frames;         // good and for us
    logic out_frames;
    logic runts;
    logic giants;
    logic alignment_errors;
    logic fcs_errors;
    logic symbol_errors;     // RX_ER
    logic filtered;
    logic overflows;
    logic in_unknown_protos; // EtherType of nobody
  } mac_stat_t;

  localparam int unsigned PreambleOctets = 7;
  localparam int unsigned IfgOctets      = 12;

endpackage
