#!/usr/bin/env python3
"""A realistic story.json (sim/story.md) without a simulator: ARP, handshake, request, answer, FINs.

make_story.py OUT [--repeat N] [--differ]    N: how many requests, for long pages.
"""

import argparse
import json
import math
import struct
import zlib

US, PEER = bytes.fromhex("021122334455"), bytes.fromhex("02aabbccddee")
US_IP, PEER_IP = bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2])
PORT, ECHO = 49152, 7
ISS, IRS = 0xFFFFFFF0, 0x1B2C3D4E  # ours wraps in the course of the run
BIT = 100.0


def checksum(data):
    total = sum(struct.unpack(f">{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def mac(octets):
    return ":".join(f"{o:02x}" for o in octets)


def ip(octets):
    return ".".join(map(str, octets))


class Story:
    def __init__(self):
        self.t = 1000.0
        self.steps, self.calls, self.events, self.frames = [], [], [], []
        self.tcb = None
        self.ident = 0

    # ------------------------------------------------------------ the parts of the story

    def step(self, source, to, layer, text, kind, detail="", end=None, t=None, **more):
        t = self.t if t is None else t
        self.steps.append({"t": t, "end": end or t, "from": source, "to": to, "layer": layer,
                           "text": text, "detail": detail, "kind": kind, **more})

    def call(self, text, answer, writes, commit=None):
        entry = {"t": self.t, "end": self.t, "text": text, "answer": "", "writes": []}
        self.calls.append(entry)
        self.step("host", "regs", "socket", text, "call")
        for register, value in writes:
            self.t += 180
            entry["writes"].append({"t": self.t, "register": register, "value": f"0x{value:08x}"})
        self.t += 140
        if commit:
            commit()
        self.t += 620
        entry["end"], entry["answer"] = self.t, answer
        self.step("regs", "host", "socket", answer, "answer", detail=text)
        self.t += 400

    def event(self, kind, line, change, emit="", call=""):
        pre = dict(self.tcb)
        self.tcb.update(change)
        order = len(self.events)
        log = f"{order} t={int(self.t / 1000)} c=0 {pre['state']}"
        if pre["state"] != self.tcb["state"]:
            log += f">{self.tcb['state']}"
        log += f" {line}" + (f" | > {emit}" if emit else "")
        log += f" | una {self.tcb['snd_una']} nxt {self.tcb['snd_nxt']} rcv {self.tcb['rcv_nxt']}"
        self.events.append({"order": order, "t": self.t, "socket": 0, "kind": kind, "line": log,
                            "pre": pre, "post": dict(self.tcb), "emit": emit, "frame": None})
        text = call or kind.removeprefix("Event")
        if pre["state"] != self.tcb["state"]:
            text += f": {pre['state']} > {self.tcb['state']}"
        source = {"EventUser": "regs", "EventSegment": "mac"}.get(kind, "engine")
        self.step(source, "engine", "tcp", text, "event", detail=log, event=order)
        if emit:
            self.step("engine", "mac", "tcp", emit, "event", detail=log, event=order)
        self.t += 200
        return order

    def frame(self, us, body, title, fields, wait=9000.0):
        self.t += wait
        padding = max(0, 60 - len(body))
        if padding:
            fields.append(("Ethernet", "padding", len(body), padding, f"{padding} octets"))
        body += b"\0" * padding
        fcs = zlib.crc32(body)
        fields.append(("Ethernet", "FCS", len(body), 4, f"0x{fcs:08x}, right"))
        body += struct.pack("<I", fcs)
        index, start, bits = len(self.frames), self.t, (len(body) + 8) * 8
        end = start + bits * BIT
        self.frames.append({
            "index": index, "t": start, "end": end, "from": "us" if us else "peer",
            "octets": body.hex(), "title": title, "ok": True,
            "fields": [dict(zip(("layer", "name", "offset", "length", "text"), f)) for f in fields]})
        self.step("mac" if us else "peer", "line", "mac", title, "frame", f"{len(body)} octets", end, start, frame=index)
        self.step("line", "peer" if us else "mac", "mac", f"{bits * 2} line symbols", "symbols",
                  f"{len(body)} octets", end, start, frame=index)
        self.t = end + 900
        return index

    # ------------------------------------------------------------ frames

    def ethernet(self, us, dst, kind):
        src = US if us else PEER
        names = {0x0800: "IPv4", 0x0806: "ARP"}
        return dst + src + struct.pack(">H", kind), [
            ("Ethernet", "destination", 0, 6, mac(dst)), ("Ethernet", "source", 6, 6, mac(src)),
            ("Ethernet", "EtherType", 12, 2, names[kind])]

    def arp(self, us, operation):
        sender = (US, US_IP) if us else (PEER, PEER_IP)
        target = (b"\0" * 6, PEER_IP) if operation == 1 else (US, US_IP)
        body, fields = self.ethernet(us, b"\xff" * 6 if operation == 1 else target[0], 0x0806)
        body += struct.pack(">HHBBH", 1, 0x0800, 6, 4, operation) + b"".join(sender + target)
        rows = [("hardware type", 2, "Ethernet"), ("protocol type", 2, "0x0800"), ("hardware length", 1, "6"),
                ("protocol length", 1, "4"), ("operation", 2, "request" if operation == 1 else "reply"),
                ("sender MAC", 6, mac(sender[0])), ("sender IP", 4, ip(sender[1])),
                ("target MAC", 6, mac(target[0])), ("target IP", 4, ip(target[1]))]
        at = 14
        for name, length, text in rows:
            fields.append(("ARP", name, at, length, text))
            at += length
        title = (f"ARP who has {ip(PEER_IP)}? tell {ip(US_IP)}" if operation == 1
                 else f"ARP {ip(PEER_IP)} is at {mac(PEER)}")
        return self.frame(us, body, title, fields)

    def tcp(self, us, flags, seq, ack=0, window=4096, data=b"", mss=None):
        options = struct.pack(">BBH", 2, 4, mss) if mss else b""
        size = 20 + len(options)
        src, dst = (US_IP, PEER_IP) if us else (PEER_IP, US_IP)
        sport, dport = (PORT, ECHO) if us else (ECHO, PORT)
        bits = sum(1 << "FSRP.".index(f) for f in flags)
        seq, ack = seq & 0xFFFFFFFF, ack & 0xFFFFFFFF
        head = struct.pack(">HHIIBBH", sport, dport, seq, ack, size << 2, bits, window)
        pseudo = src + dst + struct.pack(">BBH", 0, 6, size + len(data))
        check = checksum(pseudo + head + b"\0\0\0\0" + options + data)
        body, fields = self.ethernet(us, PEER if us else US, 0x0800)
        total = 20 + size + len(data)
        first = struct.pack(">BBHHHBB", 0x45, 0, total, self.ident, 0x4000, 64, 6)
        header_check = checksum(first + b"\0\0" + src + dst)
        names = ",".join(n for n, f in (("SYN", "S"), ("FIN", "F"), ("RST", "R"), ("PSH", "P"), ("ACK", ".")) if f in flags)
        rows = [("IPv4", "version, IHL", 1, "4, 20 octets"), ("IPv4", "TOS", 1, "0x00"),
                ("IPv4", "total length", 2, str(total)), ("IPv4", "identification", 2, str(self.ident)),
                ("IPv4", "flags, offset", 2, "DF, offset 0"), ("IPv4", "TTL", 1, "64"), ("IPv4", "protocol", 1, "TCP"),
                ("IPv4", "header checksum", 2, f"0x{header_check:04x}"), ("IPv4", "source", 4, ip(src)),
                ("IPv4", "destination", 4, ip(dst)),
                ("TCP", "source port", 2, str(sport)), ("TCP", "destination port", 2, str(dport)),
                ("TCP", "sequence number", 4, str(seq)), ("TCP", "acknowledgment number", 4, str(ack)),
                ("TCP", "data offset", 1, f"{size} octets"), ("TCP", "flags", 1, names), ("TCP", "window", 2, str(window)),
                ("TCP", "checksum", 2, f"0x{check:04x}"), ("TCP", "urgent pointer", 2, "0")]
        if mss:
            rows.append(("TCP", "option", 4, f"maximum segment size {mss}"))
        if data:
            rows.append(("TCP", "data", len(data), f"{len(data)} octets: {data[:48].decode()}"))
        at = 14
        for layer, name, length, text in rows:
            fields.append((layer, name, at, length, text))
            at += length
        self.ident += 1
        body += first + struct.pack(">H", header_check) + src + dst
        body += head + struct.pack(">HH", check, 0) + options + data
        title = f"TCP {names} {sport} > {dport} seq {seq}" + (f" ack {ack}" if "." in flags else "")
        return self.frame(us, body, title + (f", {len(data)} octets" if data else ""), fields)

    # ------------------------------------------------------------ the SYN in volts

    def line(self, index):
        frame, step = self.frames[index], 1.5625
        octets = [0x55] * 7 + [0xD5] + list(bytes.fromhex(frame["octets"]))[:34]
        bits, levels = [], []
        for number, value in enumerate(octets):
            note = "SFD" if number == 7 else "preamble"
            for field in frame["fields"] if number > 7 else []:
                if field["offset"] <= number - 8 < field["offset"] + field["length"]:
                    note = f"{field['layer']} {field['name']}"
            for k in range(8):
                bit = value >> k & 1
                t = frame["t"] + len(bits) * BIT
                bits.append({"t": t, "end": t + BIT, "bit": bit, "octet": number, "note": note})
                levels += [1 - 2 * bit] * 32 + [2 * bit - 1] * 32
        driver, received, volts = [], [], 0.0
        for i, level in enumerate(levels):
            volts += (2.5 * level - volts) * 0.33
            driver.append(round(volts * 1000))
            past = driver[i - 64] if i >= 64 else 0
            received.append(round(past * 0.89 + 22 * math.sin(i * 2.399) + 14 * math.sin(i * 0.717)))
        return {"frame": index, "title": "The SYN on the line", "t0": frame["t"], "step_ns": step,
                "driver_mv": driver, "receiver_mv": received, "bits": bits}


def run(requests, differ):
    s = Story()
    names = ("allocated attached bound passive queued state parent remote_addr remote_port local_port "
             "has_buffer buffer iss snd_una snd_nxt snd_rtx snd_end fin_queued snd_wnd snd_wl1 snd_wl2 snd_mss "
             "irs rcv_nxt rcv_user rcv_adv fin_rcvd rtx_armed rtx_deadline rto retries tw_armed tw_deadline "
             "active error last_sent backlog").split()
    s.tcb = {name: 0 for name in names} | {"state": "Closed", "remote_addr": "0.0.0.0", "error": "Ok"}
    iss = ISS
    wrap = lambda value: value & 0xFFFFFFFF
    s.call("socket()", "0", [("CMD_CALL", 0x00000001), ("CMD_GO", 1)],
           lambda: s.event("EventUser", "socket() = Ok 0", {"allocated": 1, "attached": 1}, call="Socket"))
    s.call("connect(0, 10.0.0.2:7)", "EINPROGRESS",
           [("CMD_ADDR", 0x0A000002), ("CMD_PORT", 7), ("CMD_CALL", 0x00000005), ("CMD_GO", 1)],
           lambda: s.event("EventUser", "connect(0, 10.0.0.2:7) = Einprogress 0", {
               "state": "SynSent", "bound": 1, "remote_addr": "10.0.0.2", "remote_port": ECHO, "local_port": PORT,
               "has_buffer": 1, "iss": iss, "snd_una": iss, "snd_nxt": iss, "snd_rtx": iss,
               "snd_end": wrap(iss + 1), "rto": 1000000, "active": 1, "snd_mss": 536}, call="Connect"))
    syn_event = s.event("EventTransmit", "turn", {
        "snd_nxt": wrap(iss + 1), "snd_rtx": wrap(iss + 1), "active": 0, "rtx_armed": 1,
        "rtx_deadline": 1000007, "last_sent": 7}, f"S {iss}:{iss}(0) win 4096 <mss 1460>")
    s.step("engine", "mac", "arp", "arp 0 tcp asks for 10.0.0.2: miss | > who-has 10.0.0.2", "arp")
    s.arp(True, 1)
    s.arp(False, 2)
    s.step("mac", "engine", "arp", "arp 1 < reply 10.0.0.2 is-at 02:aa:bb:cc:dd:ee for 10.0.0.1 | learned | release", "arp")
    syn = s.events[syn_event]["frame"] = s.tcp(True, "S", iss, mss=1460)
    s.tcp(False, "S.", IRS, iss + 1, 4096, mss=1460)
    una, rcv = wrap(iss + 1), IRS + 1
    ack = s.event("EventSegment", f"< S. {IRS}:{IRS}(0) ack {una} win 4096 <mss 1460>", {
        "state": "Established", "snd_una": una, "irs": IRS, "rcv_nxt": rcv, "rcv_user": rcv, "rcv_adv": rcv + 4096,
        "snd_wnd": 4096, "snd_wl1": IRS, "snd_wl2": una, "snd_mss": 1460, "rtx_armed": 0},
        f". {una}:{una}(0) ack {rcv} win 4096")
    s.step("regs", "host", "host", "interrupt: connected, writable", "note")
    s.events[ack]["frame"] = s.tcp(True, ".", una, rcv)
    for number in range(requests):
        request = b"GET /hello HTTP/1.0\r\n\r\n" if number == 0 else b"request %05d, please\r\n" % number
        answer = b"HTTP/1.0 200 OK\r\n\r\nHello from the far end of the cable.\n"
        size, back = len(request), len(answer)
        words = [("SEND_WINDOW+%#x" % (4 * i), int.from_bytes(request[4 * i:4 * i + 4], "little"))
                 for i in range((size + 3) // 4)]
        s.call(f"send(0, {size} octets)", str(size), words + [("CMD_LENGTH", size), ("CMD_CALL", 6), ("CMD_GO", 1)],
               lambda: s.event("EventUser", f"send(0, {size}) = Ok {size}",
                               {"snd_end": wrap(una + size), "active": 1}, call="Send"))
        sent = s.event("EventTransmit", "turn", {
            "snd_nxt": wrap(una + size), "snd_rtx": wrap(una + size), "active": 0, "rtx_armed": 1,
            "rtx_deadline": int(s.t / 1000) + 1000000, "last_sent": int(s.t / 1000)},
            f"P. {una}:{wrap(una + size)}({size}) ack {rcv} win 4096")
        s.events[sent]["frame"] = s.tcp(True, "P.", una, rcv, data=request)
        una = wrap(una + size)
        s.t += 48000
        s.tcp(False, "P.", rcv, una, data=answer)
        got = s.event("EventSegment", f"< P. {rcv}:{rcv + back}({back}) ack {una} win 4096 take 0+{back}", {
            "snd_una": una, "rcv_nxt": rcv + back, "rtx_armed": 0, "snd_wl1": rcv, "snd_wl2": una},
            f". {una}:{una}(0) ack {rcv + back} win {4096 - back}")
        rcv += back
        s.step("regs", "host", "host", "interrupt: readable", "note")
        s.events[got]["frame"] = s.tcp(True, ".", una, rcv, 4096 - back)
        s.call("recv(0, 2048)", f"{back} octets", [("CMD_LENGTH", 2048), ("CMD_CALL", 7), ("CMD_GO", 1)],
               lambda: s.event("EventUser", f"recv(0, 2048) = Ok {back}",
                               {"rcv_user": rcv, "rcv_adv": rcv + 4096}, call="Recv"))
    s.call("close(0)", "0", [("CMD_CALL", 9), ("CMD_GO", 1)],
           lambda: s.event("EventUser", "close(0) = Ok 0",
                           {"state": "FinWait1", "fin_queued": 1, "attached": 0, "active": 1}, call="Close"))
    fin = s.event("EventTransmit", "turn", {"snd_nxt": wrap(una + 1), "snd_rtx": wrap(una + 1), "active": 0, "rtx_armed": 1},
                  f"F. {una}:{una}(0) ack {rcv} win 4096")
    s.events[fin]["frame"] = s.tcp(True, "F.", una, rcv)
    una = wrap(una + 1)
    s.tcp(False, ".", rcv, una)
    s.event("EventSegment", f"< . {rcv}:{rcv}(0) ack {una} win 4096",
            {"state": "FinWait2", "snd_una": una, "rtx_armed": 0})
    s.t += 250000
    s.tcp(False, "F.", rcv, una)
    last = s.event("EventSegment", f"< F. {rcv}:{rcv}(0) ack {una} win 4096", {
        "state": "TimeWait", "rcv_nxt": rcv + 1, "fin_rcvd": 1, "tw_armed": 1, "tw_deadline": int(s.t / 1000) + 2000},
        f". {una}:{una}(0) ack {rcv + 1} win 4096")
    s.events[last]["frame"] = s.tcp(True, ".", una, rcv + 1)
    s.t += 2000000
    s.event("EventTimeout", "timer timewait", {k: v for k, v in s.events[0]["pre"].items()})
    s.steps.sort(key=lambda step: step["t"])
    counts = {"events": len(s.events), "fields": len(s.events) * 128, "mismatches": 1 if differ else 0,
              "frames": len(s.frames), "mii_clocks": int(s.t / 400), "line_symbols": int(s.t / 12.5), "arp": 2,
              "icmp": 0, "simulated_us": s.t / 1000}
    message = ("event 4 (EventSegment, t=355 us, socket 0): post.snd_una is 4294967280 in the RTL, "
               "4294967281 in the model.") if differ else ""
    actors = (("host", "Host program"), ("regs", "Registers"), ("engine", "TCP engine"), ("mac", "MAC"),
              ("line", "Line"), ("peer", "Peer"))
    return {
        "title": "handshake", "command": "sockwire handshake --peer model --seed 1", "seed": 1, "config": "small",
        "phy": "10base-t", "version": "0.1.0", "actors": [{"id": i, "name": n} for i, n in actors],
        "steps": s.steps, "calls": s.calls, "events": s.events, "frames": s.frames, "line": s.line(syn),
        "lockstep": {"verdict": "differ" if differ else "agree", "message": message, "counts": counts},
        "counters": {"TCP_ACTIVE_OPENS": 1, "TCP_IN_SEGS": 4 + requests, "TCP_OUT_SEGS": 4 + 2 * requests,
                     "TCP_RETRANS_SEGS": 0, "IP_IN_RECEIVES": 4 + requests, "IP_OUT_REQUESTS": 4 + 2 * requests,
                     "ARP_OUT_REQUESTS": 1, "ARP_IN_REPLIES": 1, "MAC_IN_FRAMES": 5 + requests,
                     "MAC_OUT_FRAMES": 5 + 2 * requests, "MAC_FCS_ERRORS": 0}}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--differ", action="store_true")
    options = parser.parse_args()
    with open(options.out, "w") as file:
        json.dump(run(options.repeat, options.differ), file)


if __name__ == "__main__":
    main()
