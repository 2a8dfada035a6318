// The ladder drawn: lifelines, arrows, folded time; a step opens its details beside it.

const STEP_LIMIT = 700;  // above it only what is in view is drawn

const panel = document.getElementById("panel");
let panelReturn = null;

function closePanel() {
  if (panel.hidden) return;
  panel.hidden = true;
  document.body.classList.remove("with-panel");
  for (const node of document.querySelectorAll(".step.chosen")) node.classList.remove("chosen");
  if (panelReturn && panelReturn.isConnected) panelReturn.focus({ preventScroll: true });
}

function openPanel(step, index, owner, actorName) {
  panelReturn = owner;
  for (const node of document.querySelectorAll(".step.chosen")) node.classList.remove("chosen");
  if (owner) owner.classList.add("chosen");
  const event = step.event === undefined || step.event === null ? null : list("events").find((e) => e.order === step.event);
  const frame = step.frame === undefined || step.frame === null ? null : list("frames")[step.frame];
  const call = /call|answer/.test(step.kind) ? list("calls").find((c) => c.t === step.t || c.end === step.t) : null;
  const facts = [["time", moment(step.t)], step.end > step.t && ["takes", duration(step.end - step.t)],
    ["way", step.from === step.to ? actorName(step.from) : `${actorName(step.from)} → ${actorName(step.to)}`], ["layer", step.layer]];
  fill(panel,
    el("header", {}, el("span", { class: `badge kind-${step.kind}` }, step.kind),
      el("button", { type: "button", class: "ghost close", "aria-label": "Close the details", onclick: closePanel }, "×")),
    el("h3", {}, step.text),
    el("dl", { class: "facts" }, facts.filter(Boolean).map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
    step.detail && !event && el("pre", { class: "notation" }, step.detail),
    call && [el("h4", {}, "Register writes"), writesTable(call)],
    event && [el("pre", { class: "notation" }, event.line), el("h4", {}, "What changed"), el("p", { class: "chips" }, changeChips(event)),
      el("p", {}, el("a", { href: `#event-${event.order}` }, "TCB before and after"))],
    frame && [el("p", {}, el("a", { href: `#frame-${step.frame}` }, "In the list of frames"),
      story.line && story.line.frame === step.frame && [" · ", el("a", { href: "#line" }, "its signal in volts")]), frameView(frame)]);
  panel.hidden = false;
  document.body.classList.add("with-panel");
  panel.dataset.step = index;
}

function ladderStep(step, i, place, columns) {
  const a = columns.index.get(step.from) ?? 0;
  const b = columns.index.get(step.to) ?? a;
  const [x1, x2] = [columns.xs[a], columns.xs[b]];
  const kind = `step kind-${step.kind} in-${step.layer}`;
  const group = svg("g", { class: kind, "data-step": i, tabindex: -1, role: "button",
    "aria-label": `${moment(step.t)}: ${step.from} to ${step.to}: ${step.text}`,
    "data-tip": `${step.text}\n${moment(step.t)}${step.end > step.t ? `, takes ${duration(step.end - step.t)}` : ""}` });
  const left = Math.min(x1, x2);
  const width = Math.abs(x2 - x1);
  const { y } = place;
  const self = a === b;
  const toLeft = self && a === columns.xs.length - 1;
  const room = self ? (columns.xs[a + 1] ?? columns.width) - x1 - 24 : width - 30;
  const anchor = !self ? "middle" : toLeft ? "end" : "start";
  const textX = !self ? (x1 + x2) / 2 : toLeft ? x1 - 12 : x1 + 12;
  place.lines.forEach((line, k) => group.append(svg("text", { class: "label", x: textX,
    y: (self ? y : y - 5) - (place.lines.length - 1 - k) * LADDER.text, "text-anchor": anchor }, line)));
  if (self) {
    group.append(svg("circle", { class: "dot", cx: x1, cy: y - 4, r: 4.5 }));
  } else {
    if (place.end > y) {
      group.append(svg("rect", { class: "band", x: left, y, width, height: place.end - y }),
        svg("path", { class: "tail", d: `M${x1} ${place.end}H${x2}` }));
    }
    const tipX = x2 + (x2 > x1 ? -1.5 : 1.5);
    const back = x2 > x1 ? -8 : 8;
    group.append(svg("path", { class: "shaft", d: `M${x1} ${y}H${tipX + back / 2}` }),
      svg("path", { class: "point", d: `M${tipX} ${y}l${back} -4.5v9z` }));
  }
  group.append(svg("rect", { class: "hit", x: self ? (toLeft ? x1 - room : x1 - 8) : left, y: y - 17 - (place.lines.length > 1 ? LADDER.text : 0), width: self ? room : width, height: Math.max(22, place.end - y + 17) + (place.lines.length > 1 ? LADDER.text : 0) }));
  return group;
}

function ladderSection() {
  const steps = list("steps");
  const actors = list("actors");
  if (!steps.length || !actors.length) return;
  const names = new Map(actors.map((actor) => [actor.id, actor.name]));
  const head = svg("svg", { class: "ladder-head", "aria-hidden": "true" });
  const drawing = svg("svg", { class: "ladder", role: "group", "aria-label": `Ladder diagram, ${steps.length} steps` });
  const scroller = el("div", { class: "ladder-scroll" }, el("div", { class: "ladder-sticky" }, head), drawing);
  let mode = "folded";
  let zoom = 1;
  let columns;
  let layout;
  let layer;
  let focused = 0;
  const whole = steps.length <= STEP_LIMIT;

  function drawRange(from, to) {
    const nodes = [];
    layout.ticks.forEach((tick, i) => {
      if (tick.y < from || tick.y > to || (i > 0 && mode === "folded" && tick.y - layout.ticks[i - 1].y < 12)) return;
      nodes.push(svg("path", { class: "tick", d: `M${LADDER.axis - 8} ${tick.y}H${columns.width}` }),
        svg("text", { class: "time", x: LADDER.axis - 14, y: tick.y + 4, "text-anchor": "end" }, tick.text));
    });
    for (const fold of layout.folds) {
      if (fold.y > to || fold.y + fold.height < from) continue;
      const middle = fold.y + fold.height / 2;
      let zigzag = `M${LADDER.axis - 8} ${middle}`;
      for (let x = LADDER.axis, up = true; x < columns.width; x += 8, up = !up) zigzag += `L${x} ${middle + (up ? -4 : 4)}`;
      nodes.push(svg("g", { class: "fold" }, svg("rect", { x: 0, y: fold.y, width: columns.width, height: fold.height }), svg("path", { d: zigzag }),
        svg("text", { x: LADDER.axis - 14, y: middle + 4, "text-anchor": "end" }, `+ ${fold.text}`)));
    }
    steps.forEach((step, i) => {
      const place = layout.places[i];
      if (place.end >= from - 40 && place.y <= to + 40) nodes.push(ladderStep(step, i, place, columns));
    });
    layer.replaceChildren(...nodes);
    const current = layer.querySelector(`[data-step="${focused}"]`) || layer.querySelector(".step");
    if (current) current.setAttribute("tabindex", 0);
  }
  function drawVisible() {
    if (whole) return;
    const top = Math.max(0, scroller.scrollTop);
    drawRange(top - 900, top + scroller.clientHeight + 900);
  }

  function draw() {
    columns = ladderColumns(actors, steps, Math.max(820, scroller.clientWidth || 1200));
    if (mode === "folded") {
      layout = foldedLadder(steps, columns, zoom);
    } else {
      const span = (steps.reduce((latest, step) => Math.max(latest, step.end || step.t), 0) - steps[0].t) / 1000 || 1;
      layout = linearLadder(steps, columns, Math.min(8e6 / span, Math.max(1200 / span, 4 * zoom ** 4)));
    }
    const large = !whole || mode !== "folded";
    scroller.classList.toggle("large", large);
    const size = { width: columns.width, height: layout.height, viewBox: `0 0 ${columns.width} ${layout.height}` };
    build(drawing, size, []);
    build(head, { width: columns.width, height: LADDER.head, viewBox: `0 0 ${columns.width} ${LADDER.head}` }, []);
    head.replaceChildren(...actors.map((actor, i) => svg("g", { class: `actor actor-${actor.id}` },
      svg("rect", { x: columns.xs[i] - 57, y: 8, width: 114, height: 28, rx: 14 }),
      svg("text", { x: columns.xs[i], y: 26.5, "text-anchor": "middle" }, actor.name))));
    layer = svg("g", { class: "steps" });
    drawing.replaceChildren(
      svg("defs", {}, svg("pattern", { id: "manchester", width: 12, height: 12, patternUnits: "userSpaceOnUse" },
        svg("path", { class: "weave", d: "M0 9h3v-6h3v6h3v-6h3v6" }))),
      svg("g", { class: "lifelines" }, columns.xs.map((x) => svg("path", { d: `M${x} 0V${layout.height}` }))), layer);
    drawing.style.marginTop = `-${LADDER.head - 8}px`;
    if (whole) drawRange(-1e9, 1e9);
    else drawVisible();
  }

  function focusStep(index, open) {
    focused = Math.max(0, Math.min(steps.length - 1, index));
    if (!layer.querySelector(`[data-step="${focused}"]`)) {
      scroller.scrollTop = layout.places[focused].y - scroller.clientHeight / 2;
      drawVisible();
    }
    for (const node of layer.querySelectorAll('.step[tabindex="0"]')) node.setAttribute("tabindex", -1);
    const node = layer.querySelector(`[data-step="${focused}"]`);
    if (!node) return;
    node.setAttribute("tabindex", 0);
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest" });
    if (open) openPanel(steps[focused], focused, node, (id) => names.get(id) || id);
  }
  drawing.addEventListener("click", (event) => {
    const node = event.target.closest(".step");
    if (!node) return;
    focusStep(Number(node.getAttribute("data-step")), true);
  });
  drawing.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -steps.length, End: steps.length }[event.key];
    if (move) focusStep(focused + move, !panel.hidden);
    else if (event.key === "Enter" || event.key === " ") focusStep(focused, true);
    else return;
    event.preventDefault();
  });
  scroller.addEventListener("scroll", drawVisible, { passive: true });

  const zoomBy = (factor) => { zoom = Math.max(0.6, Math.min(6, zoom * factor)); draw(); };
  const modes = el("div", { class: "segmented", role: "group", "aria-label": "Time axis" },
    [["folded", "Quiet time folded"], ["linear", "True to time"]].map(([name, title]) => el("button", { type: "button", "data-mode": name,
      "aria-pressed": name === mode ? "true" : "false", onclick: () => {
        mode = name;
        zoom = 1;
        for (const button of modes.children) button.setAttribute("aria-pressed", button.dataset.mode === mode ? "true" : "false");
        draw();
      } }, title)));
  const kinds = [["call", "host call and answer"], ["event", "TCP"], ["arp", "ARP"], ["frame", "frame"], ["symbols", "on the line"], ["note", "note"]];
  const used = new Set(steps.map((step) => (step.kind === "answer" ? "call" : step.kind)));
  section("ladder", "The ladder",
    "Time runs downwards; each arrow is one thing handed from one part to the next: from the host's call through {register|registers}, the TCP {engine}, and the {MAC} to the symbols on the line, and back. Choose an arrow to see what it holds.",
    el("div", { class: "tools" }, modes,
      el("div", { class: "segmented" }, el("button", { type: "button", "aria-label": "Smaller", onclick: () => zoomBy(1 / 1.25) }, "−"),
        el("button", { type: "button", "aria-label": "Larger", onclick: () => zoomBy(1.25) }, "+")),
      el("ul", { class: "legend" }, kinds.filter(([kind]) => used.has(kind)).map(([kind, name]) => el("li", { class: `kind-${kind}` }, name))),
      !whole && el("span", { class: "muted" }, `${grouped(steps.length)} steps; those in view are drawn.`)),
    scroller);
  draw();
  let width = scroller.clientWidth;
  const refit = () => {
    if (scroller.clientWidth === width || !scroller.clientWidth) return;
    width = scroller.clientWidth;
    const hadFocus = drawing.contains(document.activeElement);
    draw();
    if (hadFocus || !panel.hidden) focusStep(focused, !panel.hidden);
  };
  new ResizeObserver(() => requestAnimationFrame(refit)).observe(scroller);
  document.addEventListener("keydown", (event) => event.key === "Escape" && closePanel());
  showStep = (index) => focusStep(index, true);
}
let showStep = () => {};
