// Sockwire - configurations, stream convention and the header fields that cross layers.
//
// Everything that two layers share is here; what one layer keeps to itself is in its own package.
// docs/contracts.md says how the modules meet.
package toe_pkg;

  // ---------------------------------------------------------------- configurations

  typedef enum int unsigned {
    ConfigSmall = 0,
    ConfigBase  = 1,
    ConfigLarge = 2
  } config_e;

  typedef enum int unsigned {
    PhyNone    = 0,  // the pins are GMII, or MII on the low four data lines
    Phy10BaseT = 1   // the pins are the line; MII stays inside and is only shown
  } phy_e;

  // One design, several sizes: every number that differs between configurations.
  typedef struct packed {
    int unsigned DataBytes;    // octets a beat of every stream in the core: 4, 8 or 16
    int unsigned Sockets;      // descriptors
    int unsigned Listeners;    // sockets that may be in LISTEN at the same time
    int unsigned Buffers;      // connections that may hold buffer memory at the same time
    int unsigned BufBytes;     // octets of one direction of one connection; a power of two, at most 32768
    int unsigned External;     // 1: the buffers lie behind the AXI4 port; 0: inside
    int unsigned ArpEntries;   // addresses that the ARP cache holds
    int unsigned UdpSockets;   // UDP sockets; their descriptors follow those of TCP
    int unsigned Pages;        // of PageBytes, for datagrams (docs/rules/network.md, "Datagram memory"); at most 256
    int unsigned ReasmSlots;   // datagrams that are put together at the same time
    int unsigned Mtu;          // octets of an IPv4 datagram on this link: 576 to 9000 (more than 1500: jumbo frames)
    int unsigned MiiBits;      // 4: MII (10/100), 8: GMII (1000)
    int unsigned LineMbps;     // line rate, for the capability register
    int unsigned CoreHz;       // frequency of the core clock: all timer constants derive from it
    int unsigned PhyHz;        // frequency of the PHY clock, 0 without a PHY
    phy_e        Phy;
  } cfg_t;

  // 8 sockets, 32 KiB of buffers, 10BASE-T: an ECP5-25K or smaller.
  localparam cfg_t Small = '{
      DataBytes: 4, Sockets: 8, Listeners: 4, Buffers: 4, BufBytes: 4096, External: 0,
      ArpEntries: 8, UdpSockets: 4, Pages: 16, ReasmSlots: 2, Mtu: 1500,
      MiiBits: 4, LineMbps: 10, CoreHz: 50_000_000, PhyHz: 80_000_000, Phy: Phy10BaseT
  };

  // 32 sockets, 256 KiB of buffers, 1 Gb/s: an ECP5-85K.
  localparam cfg_t Base = '{
      DataBytes: 4, Sockets: 32, Listeners: 8, Buffers: 16, BufBytes: 8192, External: 0,
      ArpEntries: 16, UdpSockets: 16, Pages: 96, ReasmSlots: 4, Mtu: 1500,
      MiiBits: 8, LineMbps: 1000, CoreHz: 125_000_000, PhyHz: 0, Phy: PhyNone
  };

  // 4,096 sockets at 1 Gb/s, 64 MiB of buffers in a memory outside.
  localparam cfg_t Large = '{
      DataBytes: 4, Sockets: 4096, Listeners: 32, Buffers: 4096, BufBytes: 8192, External: 1,
      ArpEntries: 32, UdpSockets: 64, Pages: 192, ReasmSlots: 4, Mtu: 1500,
      MiiBits: 8, LineMbps: 1000, CoreHz: 125_000_000, PhyHz: 0, Phy: PhyNone
  };

  function automatic cfg_t configuration(int unsigned which);
    unique case (which)
      ConfigLarge: return Large;
      ConfigBase:  return Base;
      default:     return Small;
    endcase
  endfunction

  // The same configuration with another stream width (0: as it is).
  function automatic cfg_t with_data_bytes(cfg_t cfg, int unsigned data_bytes);
    cfg_t changed;
    changed = cfg;
    if (data_bytes != 0) changed.DataBytes = data_bytes;
    return changed;
  endfunction

  // The same configuration for frames of another size (0: as it is).
  function automatic cfg_t with_mtu(cfg_t cfg, int unsigned mtu);
    cfg_t changed;
    changed = cfg;
    if (mtu != 0) changed.Mtu = mtu;
    return changed;
  endfunction

  // The same configuration with its buffers behind the AXI4 port.
  function automatic cfg_t with_external(cfg_t cfg);
    cfg_t changed;
    changed = cfg;
    changed.External = 1;
    return changed;
  endfunction

  // The same configuration with the pins at the MII instead of the line.
  function automatic cfg_t without_phy(cfg_t cfg);
    cfg_t changed;
    changed = cfg;
    changed.Phy = PhyNone;
    return changed;
  endfunction

  // ---------------------------------------------------------------- fixed numbers

  localparam int unsigned WindowBytes = 2048;  // size of the send and of the receive data window
  localparam int unsigned PageBytes   = 1024;  // of datagram memory
  localparam int unsigned MaxDatagram = 65515; // octets behind the header of the largest IPv4 datagram
  localparam int unsigned MinFrame    = 64;    // octets of the shortest frame with its FCS (IEEE 802.3 3.2.7)

  localparam logic [31:0] Magic   = 32'h534F_434B;  // "SOCK"
  localparam logic [31:0] Version = 32'h0001_0000;  // major.minor.patch as 8.8.16 bits

  // ---------------------------------------------------------------- numbers on the wire

  typedef logic [47:0] mac_t;
  typedef logic [31:0] ip_t;
  typedef logic [15:0] port_t;
  typedef logic [15:0] desc_t;  // a socket descriptor; NoDesc stands for none

  localparam desc_t NoDesc       = 16'hFFFF;
  localparam mac_t  MacBroadcast = 48'hFFFF_FFFF_FFFF;

  localparam logic [15:0] EtherTypeIpv4 = 16'h0800;
  localparam logic [15:0] EtherTypeArp  = 16'h0806;

  localparam logic [7:0] ProtocolIcmp = 8'd1;
  localparam logic [7:0] ProtocolIgmp = 8'd2;
  localparam logic [7:0] ProtocolTcp  = 8'd6;
  localparam logic [7:0] ProtocolUdp  = 8'd17;

  // IEEE 802.3 clause 3: the fourteen octets in front of every payload, first octet in the high bits.
  typedef struct packed {
    mac_t        dst;
    mac_t        src;
    logic [15:0] ether_type;
  } eth_header_t;

  // RFC 791 section 3.1, without options.
  typedef struct packed {
    logic [3:0]  version;
    logic [3:0]  ihl;
    logic [7:0]  tos;
    logic [15:0] total_length;
    logic [15:0] identification;
    logic        reserved;
    logic        dont_fragment;
    logic        more_fragments;
    logic [12:0] fragment_offset;  // in units of eight octets
    logic [7:0]  ttl;
    logic [7:0]  protocol;
    logic [15:0] checksum;
    ip_t         src;
    ip_t         dst;
  } ipv4_header_t;

  // What the layers above IP are told of a datagram, beside its payload.
  typedef struct packed {
    ip_t         src;
    ip_t         dst;
    logic [7:0]  protocol;
    logic [15:0] length;  // octets of payload
    logic [7:0]  tos;
  } ip_rx_meta_t;

  // What the layers above IP say of a datagram, beside its payload.
  typedef struct packed {
    mac_t        dst_mac;  // already resolved
    ip_t         dst;
    logic [7:0]  protocol;
    logic [15:0] length;   // octets of payload
    logic [7:0]  ttl;      // 0: DefaultTtl
    logic [7:0]  tos;
    logic        dont_fragment;
    logic        router_alert;  // with the option of RFC 2113: a header of 24 octets
  } ip_tx_meta_t;

  // A whole datagram that lies in the datagram memory, from octet 0 of its slot on: UDP, or anything
  // that came in fragments.
  typedef struct packed {
    logic [7:0]   slot;
    ipv4_header_t header;       // of the datagram, or of its first fragment
    logic [15:0]  length;       // octets behind the header
    logic [63:0]  first;        // its first eight octets, the first in the high bits
    logic [15:0]  sum;          // one's complement sum over it (UDP, unfragmented: over its own length only)
    logic         whole;        // it came in one piece
  } datagram_t;

  // A datagram to send from the datagram memory.
  typedef struct packed {
    logic [7:0]  slot;
    ip_t         dst;
    logic [7:0]  protocol;
    logic [15:0] length;        // octets behind the header
    logic [7:0]  ttl;           // as it stands in the header
    logic [7:0]  tos;
    logic        dont_fragment;
    desc_t       owner;         // who is told what became of it: a UDP socket; NoDesc for ICMP
  } send_job_t;

  // What became of it.
  typedef struct packed {
    desc_t owner;
    logic  failed;              // no neighbour (ARP gave up, or there was no room to wait)
  } send_done_t;

  // A reason to send an ICMP error (RFC 792): what it quotes.
  typedef struct packed {
    logic [7:0]   msg_type;
    logic [7:0]   code;
    ipv4_header_t header;       // of the datagram at fault, as it came (of its first fragment)
    logic [63:0]  first;        // its first eight octets behind the header
  } icmp_fault_t;

  // The addresses that the host has set; quasi-static.
  typedef struct packed {
    mac_t mac;
    ip_t  ip;
    ip_t  mask;
    ip_t  gateway;  // 0: none
  } network_t;

  // What an ICMP error tells: its type and code, and of which segment of ours (RFC 792).
  typedef struct packed {
    ip_t         addr;      // to whom the segment went
    port_t       remote_port;
    port_t       local_port;
    logic [31:0] seq;       // its sequence number
    logic [7:0]  msg_type;  // 3 unreachable, 11 time exceeded, 12 parameter problem
    logic [7:0]  code;
    logic [15:0] mtu;       // RFC 1191: of the next hop; 0 unless type 3, code 4
    logic        from_arp;  // our own word: its next hop does not answer ARP (type 3, code 1)
  } icmp_error_t;

  // The answer to "which Ethernet address does this neighbour have?".
  typedef struct packed {
    logic hit;
    logic waiting;  // a miss, and this neighbour is the one that is now being asked for
    mac_t mac;
  } arp_answer_t;

  // RFC 1122 3.2.1.3: an address that no host may send from or be connected to.
  function automatic logic is_host_address(ip_t address, network_t network);
    logic subnet_broadcast;
    subnet_broadcast = (network.mask != '1) && ((address & network.mask) == (network.ip & network.mask))
                       && ((address | network.mask) == '1);
    return (address != '0) && (address[31:24] != 8'd127) && (address[31:28] < 4'hE)
           && !subnet_broadcast;
  endfunction

  // RFC 1122 3.3.1.1: the neighbour to which a datagram for this destination is handed.
  function automatic ip_t next_hop(ip_t dst, network_t network);
    logic on_link;
    on_link = (dst & network.mask) == (network.ip & network.mask);
    return (on_link || network.gateway == '0) ? dst : network.gateway;
  endfunction

  // RFC 1112 section 4: groups are 224.0.0.0 to 239.255.255.255.
  function automatic logic is_group(ip_t address);
    return address[31:28] == 4'hE;
  endfunction

  // RFC 919, 922: the limited broadcast, or that of our network.
  function automatic logic is_broadcast(ip_t address, network_t network);
    return address == '1 || (network.ip != '0 && network.mask < 32'hFFFF_FFFE
                             && address == (network.ip | ~network.mask));
  endfunction

  // RFC 1112 section 6.4: the Ethernet address of a group.
  function automatic mac_t group_mac(ip_t address);
    return {24'h01_005E, 1'b0, address[22:0]};
  endfunction

endpackage
