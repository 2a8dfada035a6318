// What the host program called: each call with the register writes it took, and the answer.

function answerKind(answer) {
  if (/^E[A-Z]+/.test(answer)) return /EINPROGRESS|EAGAIN/.test(answer) ? "later" : "bad";
  return "good";
}

function writesTable(call) {
  if (!call.writes || !call.writes.length) return el("p", { class: "muted" }, "No register was written.");
  return el("table", { class: "plain" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "after"), el("th", { scope: "col" }, "register"), el("th", { scope: "col" }, "value"))),
    el("tbody", {}, call.writes.map((write) => el("tr", {},
      el("td", { class: "number" }, duration(write.t - call.t)),
      el("td", {}, el("code", {}, write.register)),
      el("td", {}, el("code", {}, write.value), asText(write))))));
}

// Payload that a window write carries, readable.
function asText(write) {
  if (!/SEND_WINDOW/.test(write.register)) return null;
  const value = Number(write.value);
  const text = [0, 8, 16, 24].map((shift) => (value >>> shift) & 255)
    .map((octet) => (octet >= 32 && octet < 127 ? String.fromCharCode(octet) : "·")).join("");
  return el("span", { class: "muted as-text" }, `“${text}”`);
}

function callRow(call, index) {
  const row = el("details", { class: "call", id: `call-${index}` },
    el("summary", {},
      el("span", { class: "when" }, moment(call.t)),
      el("code", { class: "what" }, call.text),
      el("span", { class: `answer ${answerKind(call.answer || "")}` }, call.answer || "no answer"),
      el("span", { class: "muted size" }, `${plural((call.writes || []).length, "register write")}, ${duration((call.end || call.t) - call.t)}`)));
  const draw = () => row.childElementCount === 1 && row.append(writesTable(call));
  row.addEventListener("toggle", () => row.open && draw());
  row.draw = draw;
  return row;
}

function callsSection() {
  const calls = list("calls");
  if (!calls.length) return;
  const holder = el("div", { class: "rows" });
  const more = capped(holder, calls, 200, callRow);
  section("calls", "Host calls",
    "What the program asked for, in its own words. A call becomes a few {register} writes; the hardware answers with a number or an error. Open a call to see the writes.",
    holder, more);
  printers.push(() => holder.querySelectorAll("details.call").forEach((row) => { row.draw(); row.open = calls.length <= 60; }));
}
