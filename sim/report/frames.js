// Frames: each decoded field by field beside its octets; a field and its octets light up together.

const layerClass = (layer) => `layer-${(layer || "other").toLowerCase().replace(/[^a-z0-9]/g, "")}`;

function frameView(frame) {
  const octets = octetsOf(frame.octets);
  const fields = frame.fields || [];
  const owner = new Array(octets.length).fill(-1);
  fields.forEach((field, index) => {
    for (let i = field.offset; i < field.offset + field.length && i < owner.length; ++i) owner[i] = index;
  });

  const cells = octets.map((octet, i) => el("span", {
    class: `octet ${owner[i] >= 0 ? layerClass(fields[owner[i]].layer) : ""}`, "data-field": owner[i],
  }, hex(octet, 2)));
  const letters = octets.map((octet, i) => el("span", { class: "letter", "data-field": owner[i] },
    octet >= 33 && octet < 127 ? String.fromCharCode(octet) : octet === 32 ? " " : "·"));
  const dump = el("div", { class: "dump", role: "img", "aria-label": `hex dump, ${octets.length} octets` });
  for (let at = 0; at < octets.length; at += 8) {
    dump.append(el("div", { class: "dump-row" }, el("span", { class: "offset" }, hex(at, 4)),
      el("span", { class: "octets" }, cells.slice(at, at + 8)), el("span", { class: "letters" }, letters.slice(at, at + 8))));
  }

  const rows = fields.map((field, index) => el("tr", { "data-field": index, tabindex: 0 },
    el("td", { class: "name" }, field.name), el("td", { class: "value" }, field.text),
    el("td", { class: "number muted" }, field.length > 1 ? `${field.offset}–${field.offset + field.length - 1}` : field.offset)));
  const bodies = [];
  fields.forEach((field, index) => {
    const last = bodies[bodies.length - 1];
    if (!last || last.layer !== field.layer) bodies.push({ layer: field.layer, rows: [] });
    bodies[bodies.length - 1].rows.push(rows[index]);
  });
  const table = el("table", { class: "fields" },
    el("caption", { class: "sr" }, `fields of ${frame.title}`),
    el("thead", { class: "sr" }, el("tr", {}, el("th", { scope: "col" }, "field"), el("th", { scope: "col" }, "value"), el("th", { scope: "col" }, "octets"))),
    bodies.map((body) => el("tbody", { class: layerClass(body.layer) },
      el("tr", { class: "layer" }, el("th", { colspan: 3, scope: "rowgroup" }, term(body.layer))), body.rows)));

  const view = el("div", { class: "frame-view" }, table, dump);
  const light = (index) => {
    for (const node of [...cells, ...letters, ...rows]) {
      node.classList.toggle("lit", index >= 0 && Number(node.getAttribute("data-field")) === index);
    }
  };
  const from = (event) => {
    const node = event.target.closest("[data-field]");
    light(node && view.contains(node) ? Number(node.getAttribute("data-field")) : -1);
  };
  view.addEventListener("pointerover", from);
  view.addEventListener("focusin", from);
  view.addEventListener("pointerleave", () => light(-1));
  view.addEventListener("focusout", () => light(-1));
  return view;
}

function frameHead(frame) {
  const us = frame.from === "us";
  return el("header", { class: "frame-head" },
    el("h3", {}, frame.title || `frame ${frame.index}`),
    el("p", { class: "muted" },
      us ? "sent by the hardware" : "sent by the peer", ` at ${moment(frame.t)}, on the line for ${duration(frame.end - frame.t)}, `,
      `${octetsOf(frame.octets).length} octets, `, frame.ok === false ? el("b", { class: "bad" }, "not a good frame") : "good"));
}

let showFrame = () => {};

function framesSection() {
  const frames = list("frames");
  if (!frames.length) return;
  const names = el("div", { class: "frame-list", role: "listbox", "aria-label": "Frames" });
  const detail = el("div", { class: "frame-detail", tabindex: -1 });
  const item = (frame, index) => el("button", { type: "button", class: `frame-item ${frame.from === "us" ? "out" : "in"}${frame.ok === false ? " broken" : ""}`,
    role: "option", "data-frame": index, onclick: () => select(index) },
  el("span", { class: "arrow", "aria-label": frame.from === "us" ? "sent" : "received" }, frame.from === "us" ? "→" : "←"),
  el("span", { class: "frame-title" }, frame.title), el("span", { class: "when" }, moment(frame.t)));
  const more = capped(names, frames, 200, item);
  let current = -1;
  function select(index) {
    if (!frames[index]) return;
    more.reach(index);
    current = index;
    for (const node of names.children) {
      const on = Number(node.getAttribute("data-frame")) === index;
      node.setAttribute("aria-selected", on ? "true" : "false");
      node.tabIndex = on ? 0 : -1;
    }
    fill(detail, frameHead(frames[index]), frameView(frames[index]));
  }
  names.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!move) return;
    event.preventDefault();
    select(Math.max(0, Math.min(frames.length - 1, current + move)));
    names.children[current].focus();
  });
  const node = section("frames", "Frames",
    "What went over the cable, octet by octet: {Ethernet} around IP around {TCB|TCP}, like letters in envelopes. Point at a field to see its octets, or at an octet to see its field.",
    el("div", { class: "frames" }, el("div", { class: "frame-names" }, names, more), detail));
  const syn = frames.findIndex((frame) => /^TCP SYN\b/.test(frame.title || ""));
  select(story.line && frames[story.line.frame] ? story.line.frame : Math.max(0, syn));
  showFrame = (index) => {
    select(index);
    node.scrollIntoView({ block: "start" });
    detail.focus({ preventScroll: true });
  };
  printers.push(() => {
    if (frames.length > 60) return;
    node.append(el("div", { class: "print-only" }, frames.map((frame) => el("div", { class: "print-frame" }, frameHead(frame), frameView(frame)))));
  });
}
