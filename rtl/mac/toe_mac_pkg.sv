// Sockwire - MAC: what becomes of a received frame (IEEE 802.3 clause 4). See docs/rules/mac.md.
package toe_mac_pkg;

  typedef enum logic [3:0] {
    FrameGood      = 4'd0,
    FrameRunt      = 4'd1,  // shorter than 64 octets with its FCS
    FrameGiant     = 4'd2,  // longer than Mtu + 18 octets with its FCS, four more with a VLAN tag
    FrameAlignment = 4'd3,  // an odd number of nibbles
    FrameFcs       = 4'd4,  // wrong frame check sequence
    FrameError     = 4'd5,  // RX_ER inside the frame
    FrameFiltered  = 4'd6,  // good, but not for us
    FrameOverflow  = 4'd7,  // no room: dropped whole
    FramePause     = 4'd8   // the far end asks us to wait (IEEE 802.3 annex 31B)
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
    logic pauses;
    logic in_unknown_protos; // EtherType of nobody
    logic vlan_filtered;     // another VLAN's, or tagged where we have none
  } mac_stat_t;

  localparam int unsigned PreambleOctets = 7;
  localparam int unsigned IfgOctets      = 12;
  localparam int unsigned FrameOctets    = 18;  // around a datagram: header and FCS (IEEE 802.3 3.2.7)
  localparam int unsigned TagOctets      = 4;   // IEEE 802.1Q
  localparam int unsigned QuantumOctets  = 64;  // a pause counts in 512 bit times

  localparam logic [47:0] PauseAddress   = 48'h0180_C200_0001;
  localparam logic [15:0] EtherTypePause = 16'h8808;
  localparam logic [15:0] EtherTypeVlan  = 16'h8100;
  localparam logic [15:0] OpPause        = 16'h0001;
  localparam logic [24:0] GroupPrefix    = {24'h01_005E, 1'b0};  // RFC 1112 6.4

  // IEEE 802.1Q: the VLAN that we are in.
  typedef struct packed {
    logic        enabled;
    logic [2:0]  pcp;
    logic [11:0] id;
  } vlan_t;

endpackage
