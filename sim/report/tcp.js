// TCP events: the control block before and after each, what changed, the line of events.log.

const SEQUENCES = { snd_una: "iss", snd_nxt: "iss", snd_rtx: "iss", snd_end: "iss", snd_wl2: "iss",
  rcv_nxt: "irs", rcv_user: "irs", rcv_adv: "irs", snd_wl1: "irs" };
const MICROSECONDS = new Set(["rto"]);

// What a number means beside itself: its distance from the initial number, or a time.
function hint(name, value, tcb) {
  const base = SEQUENCES[name];
  if (base && tcb[base] !== undefined && value && tcb.state !== "Closed") {
    const offset = (value - tcb[base]) >>> 0;
    if (offset < 1 << 30) return `${base} + ${grouped(offset)}`;
  }
  if (MICROSECONDS.has(name) && value) return duration(value * 1000);
  return "";
}

function changesOf(event) {
  const pre = event.pre || {};
  const post = event.post || {};
  const order = Object.keys(FIELD_HELP);
  const rank = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.keys({ ...pre, ...post }).filter((name) => pre[name] !== post[name]).sort((a, b) => rank(a) - rank(b));
}

const shown = (value) => (value === undefined ? "" : value === true ? "yes" : value === false ? "no" : String(value));

function tcbTable(event) {
  const pre = event.pre || {};
  const post = event.post || {};
  const changed = new Set(changesOf(event));
  const row = (name) => el("tr", { class: changed.has(name) ? "changed" : null, "data-field": name },
    el("th", { scope: "row" }, el("span", { class: FIELD_HELP[name] ? "term" : null, tabindex: FIELD_HELP[name] ? 0 : null, "data-tip": FIELD_HELP[name] }, name)),
    el("td", {}, shown(pre[name]), el("small", {}, hint(name, pre[name], pre))),
    el("td", {}, changed.has(name) && el("span", { class: "mark", "aria-label": "changed" }, "→"), shown(post[name]),
      el("small", {}, hint(name, post[name], post))));
  const known = new Set(Object.keys(FIELD_HELP));
  const groups = { ...Object.fromEntries(Object.entries(FIELDS).map(([group, fields]) => [group, Object.keys(fields)])),
    Other: Object.keys({ ...pre, ...post }).filter((name) => !known.has(name)) };
  return el("div", { class: "tcb-wrap" }, el("table", { class: "tcb" },
    el("caption", { class: "sr" }, `TCB of socket ${event.socket} before and after event ${event.order}`),
    Object.entries(groups).map(([group, names]) => {
      const here = names.filter((name) => name in pre || name in post);
      return here.length ? el("tbody", {}, el("tr", { class: "group" }, el("th", { scope: "rowgroup" }, group), el("th", { scope: "col" }, "before"), el("th", { scope: "col" }, "after")), here.map(row)) : null;
    })));
}

function changeChips(event) {
  const changed = changesOf(event);
  if (!changed.length) return el("span", { class: "muted" }, "no field changed");
  return changed.map((name) => el("span", { class: "chip", "data-tip": FIELD_HELP[name] || name },
    el("b", {}, name), " ", shown((event.pre || {})[name]), el("i", {}, " → "), shown((event.post || {})[name])));
}

const kindName = (kind) => (kind || "").replace(/^Event/, "");
const stateChange = (event) => {
  const [a, b] = [(event.pre || {}).state, (event.post || {}).state];
  return a === b ? el("span", { class: "state" }, a) : [el("span", { class: "state" }, a), el("i", { class: "to" }, " → "), el("span", { class: "state new" }, b)];
};

function eventBody(event) {
  const frame = list("frames")[event.frame];
  return [
    el("pre", { class: "notation" }, event.line || ""),
    frame && el("p", {}, "The segment left in frame ", el("a", { href: `#frame-${event.frame}` }, `${event.frame}: ${frame.title}`), "."),
    tcbTable(event)];
}

function eventRow(event) {
  const row = el("details", { class: "event", id: `event-${event.order}`, "data-kind": event.kind },
    el("summary", {},
      el("span", { class: "order" }, `#${event.order}`),
      el("span", { class: "when" }, moment(event.t)),
      el("span", { class: `badge ${kindName(event.kind).toLowerCase()}` }, kindName(event.kind)),
      el("span", { class: "states" }, stateChange(event)),
      el("span", { class: "socket-id muted" }, event.socket === 65535 ? "no socket" : `socket ${event.socket}`),
      event.emit && el("code", { class: "emit" }, `> ${event.emit}`),
      el("span", { class: "chips" }, changeChips(event))));
  const draw = () => row.childElementCount === 1 && row.append(...eventBody(event).filter(Boolean));
  row.addEventListener("toggle", () => row.open && draw());
  row.draw = draw;
  return row;
}

// The states that a socket went through, with the time of each change.
function lifeOf(socket, events) {
  const stops = [];
  for (const event of events) {
    const [a, b] = [(event.pre || {}).state, (event.post || {}).state];
    if (!stops.length) stops.push({ state: a, t: null, order: event.order });
    if (a !== b) stops.push({ state: b, t: event.t, order: event.order });
  }
  return el("p", { class: "life" }, el("span", { class: "muted" }, `Socket ${socket}`), stops.slice(0, 60).map((stop, i) => [
    i > 0 && el("i", { class: "to", "aria-hidden": "true" }, "→"),
    el("a", { class: "stop", href: `#event-${stop.order}` }, stop.state, stop.t !== null && el("small", {}, moment(stop.t)))]));
}

let reachEvent = () => {};

function eventsSection() {
  const events = list("events");
  if (!events.length) return;
  const sockets = [...new Set(events.map((event) => event.socket))].filter((socket) => socket !== 65535);
  const holder = el("div", { class: "rows" });
  const lives = sockets.slice(0, 8).map((socket) => lifeOf(socket, events.filter((event) => event.socket === socket)));
  const node = section("events", "TCP events",
    "Everything that can change a {socket} is an event: a call, a {segment}, a time-out, a turn to send. Each one reads the socket's control block ({TCB}), computes the next one, and may send one segment. What changed is marked.",
    lives, sockets.length > 8 && el("p", { class: "muted" }, `${sockets.length - 8} more sockets.`));
  const more = capped(holder, events, 200, eventRow);
  reachEvent = (order) => more.reach(events.findIndex((event) => event.order === order));
  const all = el("button", { type: "button", class: "ghost", onclick: () => {
    const rows = [...holder.querySelectorAll("details.event")];
    const open = rows.some((row) => !row.open);
    rows.forEach((row) => { row.draw(); row.open = open; });
  } }, "Open or close all");
  const only = el("label", { class: "check" }, el("input", { type: "checkbox", onchange: (change) =>
    node.classList.toggle("only-changed", change.target.checked) }), " changed fields only");
  node.append(el("div", { class: "tools" }, all, only), holder, more);
  const first = holder.querySelector("details.event");
  const interesting = events.findIndex((event) => event.emit && event.post && event.post.state === "SynSent");
  const open = interesting >= 0 && interesting < 200 ? holder.children[interesting] : first;
  open.draw();
  open.open = true;
  printers.push(() => holder.querySelectorAll("details.event").forEach((row) => {
    if (events.length <= 150) { row.draw(); row.open = true; }
  }));
}
