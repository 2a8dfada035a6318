// Sockwire - UDP: the rule of each call (docs/rules/udp.md, "Calls"; RFC 1122 section 4.1.4).
// Combinational. An error leaves the control block as it is, unless said.
module toe_udp_call #(
  parameter int unsigned Pages = 16,
  parameter int unsigned Mtu   = 1500
) (
  input  toe_pkg::network_t            network_i,
  input  toe_tcp_pkg::user_call_t      call_i,
  input  toe_udp_pkg::ucb_t            pre_i,
  input  toe_udp_engine_pkg::facts_t   facts_i,
  input  toe_pkg::desc_t               desc_i,      // SOCKET: the descriptor that it gets
  input  toe_pkg::port_t               port_i,      // an ephemeral port that may be taken
  input  toe_udp_engine_pkg::waiting_t first_i,     // the first datagram of the queue
  input  toe_udp_engine_pkg::composed_t composed_i, // the octets of a SEND
  output toe_udp_engine_pkg::outcome_t outcome_o
);
  import toe_pkg::*;
  import toe_tcp_pkg::*;
  import toe_udp_pkg::*;

  localparam int unsigned MemoryLimit = Pages * PageBytes - toe_udp_engine_pkg::HeaderOctets;
  localparam logic [31:0] Limit = (MemoryLimit < 32'(MaxPayload)) ? 32'(MemoryLimit) : 32'(MaxPayload);
  localparam logic [31:0] Whole = 32'(Mtu - 20 - toe_udp_engine_pkg::HeaderOctets);  // in one frame

  // RFC 1122 4.1.3.6, 3.2.1.3: whom a datagram of ours can go to.
  function automatic errno_e destination(ip_t addr, port_t port, logic broadcast, network_t network);
    if (port == '0 || addr == network.ip
        || !(is_host_address(addr, network) || is_group(addr) || is_broadcast(addr, network))) return Einval;
    return (is_broadcast(addr, network) && !broadcast) ? Eacces : Ok;
  endfunction

  logic        more;
  logic [31:0] length, wanted, left, total;
  ip_t         dst;
  port_t       dst_port;
  errno_e      error, wrong;

  assign more     = call_i.length[MoreBit];
  assign length   = {1'b0, call_i.length[30:0]};
  assign total    = 32'(pre_i.composed) + length;
  assign dst      = (call_i.call == CallSend && call_i.addr == '0) ? pre_i.remote_addr : call_i.addr;
  assign dst_port = (call_i.call == CallSend && call_i.addr == '0) ? pre_i.remote_port : call_i.port;
  assign wrong    = destination(dst, dst_port, pre_i.broadcast, network_i);

  // RECV: what is there from the first octet wanted on
  assign wanted = (call_i.length < 32'(WindowBytes)) ? call_i.length : 32'(WindowBytes);
  assign left   = (call_i.addr < 32'(first_i.length)) ? 32'(first_i.length) - call_i.addr : '0;

  always_comb begin
    error          = Ok;
    outcome_o      = '0;
    outcome_o.post = pre_i;

    if (call_i.call != CallSocket && !pre_i.allocated) begin
      error = Ebadf;
    end else begin
      unique case (call_i.call)
        CallSocket: begin
          if (!facts_i.desc_free) error = Emfile;
          else begin
            outcome_o.post               = '0;
            outcome_o.post.allocated     = 1'b1;
            outcome_o.post.multicast_ttl = 8'd1;
            outcome_o.answer.value       = 32'(desc_i);
          end
        end
        CallBind: begin
          if (pre_i.bound) error = Einval;
          else if (call_i.port == '0) outcome_o.take_port = 1'b1;
          else if (facts_i.port_taken) error = Eaddrinuse;
          else begin
            outcome_o.post.bound      = 1'b1;
            outcome_o.post.local_port = call_i.port;
          end
          outcome_o.answer.value = 32'(outcome_o.take_port ? port_i : call_i.port);
        end
        CallConnect: begin
          if (call_i.addr == '0) begin
            outcome_o.post.connected   = 1'b0;
            outcome_o.post.remote_addr = '0;
            outcome_o.post.remote_port = '0;
          end else if (wrong != Ok) begin
            error = wrong;
          end else begin
            outcome_o.take_port        = !pre_i.bound;
            outcome_o.post.connected   = 1'b1;
            outcome_o.post.remote_addr = call_i.addr;
            outcome_o.post.remote_port = call_i.port;
            outcome_o.post.error       = Ok;
            outcome_o.answer.value     = 32'(pre_i.bound ? pre_i.local_port : port_i);
          end
        end
        CallSend: begin
          if (pre_i.error != Ok) begin
            error                = pre_i.error;
            outcome_o.post.error = Ok;
          end else if (length > 32'(WindowBytes) || (more && (length & ChunkMask) != '0)) error = Einval;
          else if (call_i.addr == '0 && !pre_i.connected) error = Edestaddrreq;
          else if (wrong != Ok) error = wrong;
          else if (total > Limit || (pre_i.no_fragment && total > Whole)) error = Emsgsize;
          else begin
            outcome_o.append = 1'b1;
            if (composed_i.full) begin
              error             = Eagain;
              outcome_o.no_room = 1'b1;
            end else if (more) begin
              outcome_o.keep          = 1'b1;
              outcome_o.post.composed = total[15:0];
            end else begin
              outcome_o.take_port          = !pre_i.bound;
              outcome_o.post.composed      = '0;
              outcome_o.post.sending       = pre_i.sending + 8'd1;
              outcome_o.post.datagrams_out = pre_i.datagrams_out + 32'd1;
              outcome_o.emit = '{
                valid: 1'b1, dst: dst, src_port: pre_i.bound ? pre_i.local_port : port_i, dst_port: dst_port,
                length: total[15:0], checksum: '0,
                ttl: is_group(dst) ? pre_i.multicast_ttl : (pre_i.ttl == '0) ? toe_ip_pkg::DefaultTtl : pre_i.ttl,
                tos: pre_i.tos, dont_fragment: pre_i.no_fragment
              };
            end
          end
          outcome_o.answer.value = length;
          // what was composed stays for the same piece to be given again, else it is lost
          outcome_o.forget = (error != Ok) && !(error == Eagain && outcome_o.no_room && pre_i.composed != '0);
          if (outcome_o.forget) outcome_o.post.composed = '0;
        end
        CallRecv: begin
          if (pre_i.error != Ok) begin
            error                = pre_i.error;
            outcome_o.post.error = Ok;
          end else if (pre_i.queued == '0) error = Eagain;
          else if ((call_i.addr & ChunkMask) != '0) error = Einval;
          else begin
            outcome_o.deliver = 1'b1;
            outcome_o.fetch = '{
              at: call_i.addr[15:0], length: (left < wanted) ? left[15:0] : wanted[15:0],
              gone: (call_i.port & PeekBit) == '0, tell: first_i.length != '0
            };
            outcome_o.answer.value = 32'(first_i.length);
            outcome_o.from_addr    = first_i.src;
            outcome_o.from_port    = first_i.src_port;
            outcome_o.to_addr      = first_i.dst;
            if (outcome_o.fetch.gone) outcome_o.post.queued = pre_i.queued - 8'd1;
          end
        end
        CallOption: begin
          unique case (call_i.port)
            16'(OptionTtl): begin
              if (call_i.length > 32'd255) error = Einval;
              else outcome_o.post.ttl = call_i.length[7:0];
            end
            16'(OptionTos): begin
              if (call_i.length > 32'd255) error = Einval;
              else outcome_o.post.tos = call_i.length[7:0];
            end
            16'(OptionBroadcast): begin
              if (call_i.length > 32'd1) error = Einval;
              else outcome_o.post.broadcast = call_i.length[0];
            end
            16'(OptionNoFragment): begin
              if (call_i.length > 32'd1) error = Einval;
              else outcome_o.post.no_fragment = call_i.length[0];
            end
            16'(OptionMulticastTtl): begin
              if (call_i.length == '0 || call_i.length > 32'd255) error = Einval;
              else outcome_o.post.multicast_ttl = call_i.length[7:0];
            end
            16'(OptionJoin): begin
              if (!is_group(call_i.length)) error = Einval;
              else if (facts_i.member) error = Eaddrinuse;
              else if (facts_i.members_full) error = Enobufs;
              else outcome_o.join_group = 1'b1;
            end
            16'(OptionLeave): begin
              if (!facts_i.member) error = Eaddrnotavail;
              else outcome_o.leave_group = 1'b1;
            end
            default: error = Einval;
          endcase
        end
        CallClose, CallAbort: begin
          outcome_o.post   = '0;
          outcome_o.close  = 1'b1;
          outcome_o.forget = 1'b1;
        end
        default: error = Eopnotsupp;
      endcase
    end

    if (outcome_o.take_port) begin
      outcome_o.post.bound      = 1'b1;
      outcome_o.post.local_port = port_i;
    end
    outcome_o.answer.valid = 1'b1;
    outcome_o.answer.error = error;
    if (error != Ok) outcome_o.answer.value = '0;
  end
endmodule
