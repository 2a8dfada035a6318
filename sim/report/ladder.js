// The ladder's geometry: where each step stands on the time axis. Nothing is drawn here.

const LADDER = { axis: 104, head: 46, row: 27, idle: 46, idleNs: 4000, gapMin: 110, gapMax: 330, right: 56 };

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
  const total = wanted.reduce((sum, width) => sum + width, 0);
  const free = room - LADDER.axis - LADDER.right - 60;
  const scale = total > free ? Math.max(0.8, free / total) : Math.min(1.35, free / total);
  const xs = [LADDER.axis + 60];
  for (const width of wanted) xs.push(xs[xs.length - 1] + width * scale);
  return { index: at, xs, width: xs[xs.length - 1] + LADDER.right };
}

// Columns that a step covers with its arrow and its label.
function columnsOf(step, index, last) {
  const a = index.get(step.from) ?? 0;
  const b = index.get(step.to) ?? a;
  if (a === b) return a === last ? [a - 1, a] : [a, a + 1];
  return a < b ? [a, b] : [b, a];
}

// Order in time, gaps compressed: a row for each step; what does not overlap shares one. Idle time
// is folded, visibly. Result: places[i] = {y, end}; ticks; folds; height.
function foldedLadder(steps, index, zoom) {
  const last = index.size - 1;
  const row = LADDER.row * zoom;
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
      const [a, b] = columnsOf(steps[i], index, last);
      let k = rows.findIndex((taken) => taken.every(([c, d]) => b <= c || a >= d));
      if (k < 0) k = rows.push([]) - 1;
      rows[k].push([a, b]);
      places[i] = { y: y + k * row + row * 0.6 };
      busyUntil = Math.max(busyUntil, steps[i].end || t);
    }
    if (rows.length) ticks.push({ y: y + row * 0.6, text: moment(t) });
    const height = rows.length ? rows.length * row : 6;
    yOf.set(t, rows.length ? y + row * 0.6 : y + 3);
    y += height;
  }
  steps.forEach((step, i) => {
    places[i].end = step.end > step.t ? Math.max(places[i].y + 8, yOf.get(step.end)) : places[i].y;
  });
  return { places, ticks, folds, height: y + 24 };
}

// True to time: `scale` pixels a microsecond. Labels that would collide are left out.
function linearLadder(steps, index, scale) {
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
    return { y, end: step.end > step.t ? yAt(step.end) : y, bare: !free };
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
