// The ladder's geometry: where each step stands on the time axis. Nothing is drawn here.

const LADDER = { axis: 104, head: 46, row: 27, text: 13, idle: 46, idleNs: 4000, gapMin: 110, gapMax: 330, right: 56 };

const measure = (() => {
  const context = document.createElement("canvas").getContext("2d");
  context.font = "12px system-ui, sans-serif";
  return (text) => context.measureText(text || "").width;
})();

// Horizontal place of each actor: wide enough for what passes between neighbours, at most `room`.
function ladderColumns(actors, steps, room) {
  const at = new Map(actors.map((actor, i) => [actor.id, i]));
  const wanted = new Array(Math.max(0, actors.length - 1)).fill(LADDER.gapMin);
  for (const step of steps.slice(0, 3000)) {
    const [a, b] = [at.get(step.from), at.get(step.to)].sort((x, y) => x - y);
    const width = measure(step.text) + 44;
    if (a === undefined || b === undefined) continue;
    if (a === b) {
      if (a < wanted.length) wanted[a] = Math.max(wanted[a], Math.min(LADDER.gapMax, width + 12));
    } else if (b - a === 1) {
      wanted[a] = Math.max(wanted[a], Math.min(LADDER.gapMax, width));
    }
  }
  // Where it is too much, the widest give way first.
  const free = room - LADDER.axis - LADDER.right - 62;
  let cap = LADDER.gapMax;
  const widths = () => wanted.map((width) => Math.min(width, cap));
  const sum = (all) => all.reduce((total, width) => total + width, 0);
  while (sum(widths()) > free && cap > 118) cap -= 2;
  const scale = Math.max(1, Math.min(1.35, free / sum(widths())));
  const xs = [LADDER.axis + 60];
  for (const width of widths()) xs.push(xs[xs.length - 1] + width * scale);
  return { index: at, xs, width: xs[xs.length - 1] + LADDER.right };
}

// Columns that a step covers with its arrow and its label.
function columnsOf(step, index, last) {
  const a = index.get(step.from) ?? 0;
  const b = index.get(step.to) ?? a;
  if (a === b) return a === last ? [a - 1, a] : [a, a + 1];
  return a < b ? [a, b] : [b, a];
}

function clipped(text, room) {
  if (measure(text) <= room) return text;
  let end = text.length;
  while (end > 1 && measure(text.slice(0, end) + "…") > room) end -= Math.max(1, Math.floor(end / 24));
  return text.slice(0, end).trimEnd() + "…";
}

// A label in at most two lines, cut between words where that does it.
function labelLines(step, columns) {
  const [a, b] = columnsOf(step, columns.index, columns.xs.length - 1);
  const room = columns.xs[b] - columns.xs[a] - (step.from === step.to ? 24 : 30);
  const text = step.text || "";
  if (measure(text) <= room) return [text];
  const words = text.split(" ");
  let first = words.shift();
  while (words.length && measure(`${first} ${words[0]}`) <= room) first += ` ${words.shift()}`;
  return words.length ? [clipped(first, room), clipped(words.join(" "), room)] : [clipped(first, room)];
}

// Order in time, gaps compressed: a row for each step; what does not overlap shares one. Quiet time
// is folded, visibly. Result: places[i] = {y, end, lines}; ticks; folds; height.
function foldedLadder(steps, columns, zoom) {
  const last = columns.xs.length - 1;
  const starts = new Map();
  const knots = new Set();
  steps.forEach((step, i) => {
    knots.add(step.t);
    knots.add(step.end > step.t ? step.end : step.t);
    if (!starts.has(step.t)) starts.set(step.t, []);
    starts.get(step.t).push(i);
  });
  const places = new Array(steps.length);
  const ticks = [];
  const folds = [];
  const yOf = new Map();
  let y = LADDER.head;
  let before;
  let busyUntil = -Infinity;
  for (const t of [...knots].sort((a, b) => a - b)) {
    if (before !== undefined) {
      const gap = t - before;
      if (gap > LADDER.idleNs && busyUntil <= before) {
        folds.push({ y: y + 4, height: LADDER.idle - 12, text: duration(gap) });
        y += LADDER.idle;
      } else {
        y += Math.min(52, 2 + 6 * Math.log10(1 + gap / 20)) * zoom;
      }
    }
    before = t;
    const rows = [];
    for (const i of starts.get(t) || []) {
      const [a, b] = columnsOf(steps[i], columns.index, last);
      let row = rows.find((one) => one.taken.every(([c, d]) => b <= c || a >= d));
      if (!row) rows.push(row = { taken: [], steps: [], lines: 1 });
      const lines = labelLines(steps[i], columns);
      row.taken.push([a, b]);
      row.steps.push(i);
      row.lines = Math.max(row.lines, lines.length);
      places[i] = { lines };
      busyUntil = Math.max(busyUntil, steps[i].end || t);
    }
    yOf.set(t, y + 3);
    rows.forEach((row, k) => {
      const height = (LADDER.row + (row.lines - 1) * LADDER.text) * zoom;
      const base = y + height - LADDER.row * zoom * 0.35;
      for (const i of row.steps) places[i].y = base;
      if (k === 0) {
        ticks.push({ y: base, text: moment(t) });
        yOf.set(t, base);
      }
      y += height;
    });
    if (!rows.length) y += 6;
  }
  steps.forEach((step, i) => {
    places[i].end = step.end > step.t ? Math.max(places[i].y + 8, yOf.get(step.end)) : places[i].y;
  });
  return { places, ticks, folds, height: y + 24 };
}

// True to time: `scale` pixels a microsecond. Labels that would collide are left out.
function linearLadder(steps, columns, scale) {
  const { index } = columns;
  const last = index.size - 1;
  const origin = steps.length ? steps[0].t : 0;
  const yAt = (t) => LADDER.head + 18 + ((t - origin) / 1000) * scale;
  const lastLabel = new Array(index.size).fill(-Infinity);
  const places = steps.map((step) => {
    const y = yAt(step.t);
    const [a, b] = columnsOf(step, index, last);
    let free = true;
    for (let c = a; c < b; ++c) if (y - lastLabel[c] < 15) free = false;
    if (free) for (let c = a; c < b; ++c) lastLabel[c] = y;
    return { y, end: step.end > step.t ? yAt(step.end) : y, lines: free ? [clipped(step.text || "", columns.xs[b] - columns.xs[a] - 30)] : [] };
  });
  const end = steps.reduce((latest, step) => Math.max(latest, step.end || step.t), origin);
  const ticks = [];
  const raw = 64000 / scale;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const every = [1, 2, 5, 10].map((m) => m * unit).find((m) => m >= raw);
  for (let t = Math.ceil(origin / every) * every; t <= end && ticks.length < 200000; t += every) {
    ticks.push({ y: yAt(t), text: duration(t) });
  }
  return { places, ticks, folds: [], height: yAt(end) + 24 };
}
