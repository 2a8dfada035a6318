// The line signal in volts: bit cells with their Manchester halves, the driver's and the receiver's
// end. Zoom and pan; an overview shows where one is.

const LINE = { left: 58, right: 14, field: 22, octet: 20, bit: 22, trace: 150, gap: 26, axis: 38, overview: 54 };

// How much later the far end sees what the driver sends: the lag with the greatest correlation.
function lagOf(driver, receiver) {
  let best = 0;
  let most = -Infinity;
  const count = Math.min(driver.length, receiver.length, 4096);
  for (let lag = 0; lag < Math.min(256, count); ++lag) {
    let sum = 0;
    for (let i = 0; i + lag < count; i += 2) sum += driver[i] * receiver[i + lag];
    if (sum > most * 1.0001 && sum > 0) [best, most] = [lag, sum];
  }
  return best;
}

// Neighbours with the same note as one stretch.
function stretches(bits, key) {
  const out = [];
  for (const bit of bits) {
    const last = out[out.length - 1];
    if (last && last.key === key(bit)) { last.end = bit.end; last.bits.push(bit); }
    else out.push({ key: key(bit), t: bit.t, end: bit.end, bits: [bit] });
  }
  return out;
}
const octetValue = (bits) => bits.reduce((value, bit, i) => value | (bit.bit << i), 0);

function lineSection() {
  const line = story.line || {};
  const driver = line.driver_mv || [];
  const receiver = line.receiver_mv || [];
  const bits = line.bits || [];
  if (!driver.length || !line.step_ns) return;
  const t0 = line.t0 || 0;
  const end = t0 + Math.max(driver.length, receiver.length) * line.step_ns;
  const peak = Math.max(3, ...[driver, receiver].map((trace) => trace.reduce((most, mv) => Math.max(most, Math.abs(mv)), 0) / 1000 * 1.1));
  const fields = stretches(bits, (bit) => bit.note || "");
  const octets = stretches(bits, (bit) => bit.octet);
  const lag = receiver.length ? lagOf(driver, receiver) * line.step_ns : 0;
  const cell = bits.length ? bits[0].end - bits[0].t : 100;
  const hues = new Map([...new Set(fields.map((field) => field.key.split(" ")[0]))].map((name, i) => [name, i % 6]));
  const hue = (field) => `hue-${hues.get(field.key.split(" ")[0])}`;

  const chart = svg("svg", { class: "line-chart", role: "img", tabindex: 0,
    "aria-label": `${line.title || "line signal"}: ${bits.length} bits in volts. Arrow keys move, plus and minus zoom.` });
  const overview = svg("svg", { class: "line-overview", "aria-hidden": "true" });
  const where = el("span", { class: "muted", "aria-live": "polite" });
  const holder = el("div", { class: "line-holder" }, overview, chart);
  const first = octets.find((octet) => octet.key === 6) || octets[0];
  let view = first ? [first.t - cell / 2, first.t + 26.5 * cell] : [t0, Math.min(end, t0 + 3000)];
  let width = 1200;

  const x = (t) => LINE.left + ((t - view[0]) / (view[1] - view[0])) * (width - LINE.left - LINE.right);
  const bottom = () => LINE.field + LINE.octet + LINE.bit + 2 * LINE.trace + LINE.gap + LINE.axis;

  // At most two points a pixel, so that no peak is lost.
  function trace(samples, top) {
    const from = Math.max(0, Math.floor((view[0] - t0) / line.step_ns) - 1);
    const to = Math.min(samples.length, Math.ceil((view[1] - t0) / line.step_ns) + 2);
    const y = (mv) => (top + LINE.trace / 2 - (mv / 1000 / peak) * (LINE.trace / 2 - 6)).toFixed(1);
    const bucket = Math.max(1, Math.floor((to - from) / (width * 1.2)));
    let d = "";
    for (let i = from; i < to; i += bucket) {
      let [low, high] = [i, i];
      for (let k = i; k < Math.min(to, i + bucket); ++k) {
        if (samples[k] < samples[low]) low = k;
        if (samples[k] > samples[high]) high = k;
      }
      for (const k of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
        d += `${d ? "L" : "M"}${x(t0 + k * line.step_ns).toFixed(1)} ${y(samples[k])}`;
      }
    }
    return d;
  }

  function band(stretch, y, height, css, text, hint) {
    const [a, b] = [Math.max(x(stretch.t), LINE.left), Math.min(x(stretch.end), width - LINE.right)];
    if (b <= a) return null;
    const shownText = measure(text) + 8 < b - a ? text : b - a > 30 && css !== "octet-cell" ? clipped(text, b - a - 8) : "";
    return svg("g", { class: css, "data-tip": hint }, svg("rect", { x: a, y, width: b - a, height }),
      shownText && svg("text", { x: (a + b) / 2, y: y + height / 2 + 4, "text-anchor": "middle" }, shownText));
  }

  function axes(top, name, css) {
    const middle = top + LINE.trace / 2;
    const y = (v) => middle - (v / peak) * (LINE.trace / 2 - 6);
    return svg("g", { class: `axes ${css}` }, [-2.5, 0, 2.5].map((v) => [
      svg("path", { class: v ? "grid" : "zero", d: `M${LINE.left} ${y(v)}H${width - LINE.right}` }),
      svg("text", { x: LINE.left - 8, y: y(v) + 4, "text-anchor": "end" }, v ? `${v > 0 ? "+" : "−"}2.5 V` : "0 V")]),
    svg("text", { class: "trace-name", x: LINE.left + 6, y: top + 4 }, name));
  }

  function drawChart() {
    width = Math.max(560, holder.clientWidth || 1200);
    const height = bottom();
    build(chart, { width, height, viewBox: `0 0 ${width} ${height}` }, []);
    const pixels = x(cell) - x(0);
    const inView = (thing) => thing.end > view[0] && thing.t < view[1];
    const rows = [LINE.field, LINE.field + LINE.octet, LINE.field + LINE.octet + LINE.bit];
    const tops = [rows[2] + 12, rows[2] + 12 + LINE.trace + LINE.gap];
    const nodes = fields.filter(inView).map((field) => band(field, 0, LINE.field - 2, `field-cell ${hue(field)}`, field.key, field.key));
    for (const octet of octets.filter(inView)) {
      const value = octetValue(octet.bits);
      nodes.push(band(octet, rows[0], LINE.octet - 2, "octet-cell", `0x${hex(value, 2)}`, `octet ${octet.key}: 0x${hex(value, 2)}, ${octet.bits[0].note}; bit 0 first`));
    }
    for (const bit of bits.filter(inView)) {
      const [a, b] = [x(bit.t), x(bit.end)];
      const odd = Math.round((bit.t - t0) / cell) % 2;
      if (pixels >= 5) {
        nodes.push(svg("g", { class: `bit-cell bit-${bit.bit}${odd ? " odd" : ""}`,
          "data-tip": `${bit.bit}: the level ${bit.bit ? "rises" : "falls"} in the middle of the cell\n${bit.note}, octet ${bit.octet}, ${duration(bit.t - t0)} after the start` },
        svg("rect", { x: Math.max(a, LINE.left), y: rows[1], width: Math.max(0, Math.min(b, width - LINE.right) - Math.max(a, LINE.left)), height: tops[0] + LINE.trace - rows[1] }),
        pixels >= 11 && (a + b) / 2 > LINE.left && svg("text", { x: (a + b) / 2, y: rows[1] + 16, "text-anchor": "middle" }, bit.bit),
        pixels >= 16 && (a + b) / 2 > LINE.left && svg("path", { class: "half", d: `M${(a + b) / 2} ${rows[2] + 4}V${tops[0] + LINE.trace}` }),
        pixels >= 24 && (a + b) / 2 > LINE.left && (a + b) / 2 < width - LINE.right && svg("path", { class: "turn",
          d: `M${(a + b) / 2} ${tops[0] + LINE.trace / 2 + (bit.bit ? -6 : 6)}l-5 ${bit.bit ? 11 : -11}h10z` })));
      }
      const [far, farEnd] = [a + x(lag) - x(0), b + x(lag) - x(0)];
      if (pixels >= 16 && receiver.length && far < width - LINE.right && farEnd > LINE.left) {
        nodes.push(svg("g", { class: `bit-cell far bit-${bit.bit}${odd ? " odd" : ""}` },
          svg("rect", { x: Math.max(far, LINE.left), y: tops[1], width: Math.max(0, Math.min(farEnd, width - LINE.right) - Math.max(far, LINE.left)), height: LINE.trace }),
          (far + farEnd) / 2 > LINE.left && (far + farEnd) / 2 < width - LINE.right && svg("text", { x: (far + farEnd) / 2, y: tops[1] + LINE.trace + 2, "text-anchor": "middle" }, bit.bit)));
      }
    }
    nodes.push(axes(tops[0], "driver's end", "driver"), svg("path", { class: "trace driver", d: trace(driver, tops[0]) }));
    if (receiver.length) {
      nodes.push(axes(tops[1], `receiver's end${lag ? `, ${duration(lag)} later` : ""}`, "receiver"), svg("path", { class: "trace receiver", d: trace(receiver, tops[1]) }));
    }
    const raw = ((view[1] - view[0]) / width) * 110;
    const unit = 10 ** Math.floor(Math.log10(raw));
    const every = [1, 2, 5, 10].map((m) => m * unit).find((m) => m >= raw);
    for (let t = Math.ceil((view[0] - t0) / every) * every; t < view[1] - t0; t += every) {
      const at = x(t0 + t);
      if (at >= LINE.left) nodes.push(svg("text", { class: "time", x: at, y: height - 4, "text-anchor": "middle" }, t < 0 ? "" : duration(t) || "0"));
    }
    chart.replaceChildren(...nodes.filter(Boolean));
    where.textContent = `${duration(Math.max(0, view[0] - t0))} to ${duration(view[1] - t0)} of ${duration(end - t0)}`;
  }

  function drawOverview() {
    build(overview, { width, height: LINE.overview, viewBox: `0 0 ${width} ${LINE.overview}` }, []);
    const at = (t) => LINE.left + ((t - t0) / (end - t0)) * (width - LINE.left - LINE.right);
    overview.replaceChildren(...fields.map((field) => svg("g", { class: `field-cell ${hue(field)}`, "data-tip": field.key },
      svg("rect", { x: at(field.t), y: 4, width: Math.max(1, at(field.end) - at(field.t) - 1), height: LINE.overview - 14 }),
      measure(field.key) + 8 < at(field.end) - at(field.t) && svg("text", { x: (at(field.t) + at(field.end)) / 2, y: 28, "text-anchor": "middle" }, field.key))),
    svg("rect", { class: "lens", x: at(view[0]), y: 1, width: Math.max(4, at(view[1]) - at(view[0])), height: LINE.overview - 8, rx: 4 }));
  }
  function draw() {
    drawChart();
    drawOverview();
  }

  function look(a, b) {
    const span = Math.max(cell, Math.min(b - a, end - t0 + cell));
    const from = Math.max(t0 - cell / 2, Math.min(a, end + cell / 2 - span));
    view = [from, from + span];
    draw();
  }
  function zoomAt(factor, t = (view[0] + view[1]) / 2) {
    look(t - (t - view[0]) * factor, t + (view[1] - t) * factor);
  }
  const move = (share) => look(view[0] + (view[1] - view[0]) * share, view[1] + (view[1] - view[0]) * share);

  chart.addEventListener("keydown", (event) => {
    const act = { ArrowLeft: () => move(-0.2), ArrowRight: () => move(0.2), "+": () => zoomAt(0.7), "=": () => zoomAt(0.7), "-": () => zoomAt(1 / 0.7),
      Home: () => look(t0 - cell / 2, t0 + view[1] - view[0]), End: () => look(end - (view[1] - view[0]), end) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  chart.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.shiftKey && Math.abs(event.deltaX) < Math.abs(event.deltaY)) return;  // the page scrolls
    event.preventDefault();
    if (event.ctrlKey) {
      const share = (event.offsetX - LINE.left) / (width - LINE.left - LINE.right);
      zoomAt(event.deltaY > 0 ? 1.2 : 1 / 1.2, view[0] + share * (view[1] - view[0]));
    } else {
      move((event.deltaX || event.deltaY) / width);
    }
  }, { passive: false });
  // Dragging: the signal under the pointer, or the lens on the overview.
  for (const [surface, shift] of [[chart, () => -(view[1] - view[0]) / (width - LINE.left - LINE.right)], [overview, () => (end - t0) / (width - LINE.left - LINE.right)]]) {
    let last = null;
    surface.addEventListener("pointerdown", (event) => {
      last = event.clientX;
      surface.setPointerCapture(event.pointerId);
      if (surface === overview) {
        const t = t0 + ((event.offsetX - LINE.left) / (width - LINE.left - LINE.right)) * (end - t0);
        look(t - (view[1] - view[0]) / 2, t + (view[1] - view[0]) / 2);
      }
    });
    surface.addEventListener("pointermove", (event) => {
      if (last === null) return;
      const by = (event.clientX - last) * shift();
      last = event.clientX;
      look(view[0] + by, view[1] + by);
    });
    for (const name of ["pointerup", "pointercancel"]) surface.addEventListener(name, () => { last = null; });
  }

  const frame = list("frames")[line.frame];
  section("line", line.title || "The line",
    `What is on the cable, in {volts}: {Manchester} code turns each bit into an edge in the middle of its {bit cell}, up for 1, down for 0. The {preamble} gives the receiver the clock, the {SFD} tells it where the {frame} begins.`,
    frame && el("p", {}, "This is ", el("a", { href: `#frame-${line.frame}` }, frame.title), "."),
    el("div", { class: "tools" }, el("div", { class: "segmented" },
      el("button", { type: "button", "aria-label": "Earlier", onclick: () => move(-0.5) }, "←"),
      el("button", { type: "button", "aria-label": "Later", onclick: () => move(0.5) }, "→"),
      el("button", { type: "button", "aria-label": "Zoom out", onclick: () => zoomAt(1.6) }, "−"),
      el("button", { type: "button", "aria-label": "Zoom in", onclick: () => zoomAt(1 / 1.6) }, "+"),
      el("button", { type: "button", onclick: () => look(t0, end) }, "All")), where,
    el("span", { class: "muted hint" }, "drag to move, Ctrl and wheel to zoom")),
    holder);
  draw();
  addEventListener("resize", draw);
}
