// The report's script: a run's story (sim/story.md) drawn as one page. Plain DOM, no library.
// This file: what every part uses - elements, numbers, tooltips, sections.
"use strict";

const story = JSON.parse(document.getElementById("story").textContent);
const list = (name) => (Array.isArray(story[name]) ? story[name] : []);

// ---------------------------------------------------------------- elements

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child.nodeType ? child : String(child));
  }
  return node;
}
const el = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) =>
  build(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

function fill(node, ...children) {
  node.replaceChildren();
  return build(node, {}, children);
}

// ---------------------------------------------------------------- numbers

const grouped = (number) => Number(number).toLocaleString("en-US", { maximumFractionDigits: 3 });

// Nanoseconds in the unit that suits them.
function duration(ns) {
  const [unit, name] = ns >= 1e9 ? [1e9, "s"] : ns >= 1e6 ? [1e6, "ms"] : ns >= 1e3 ? [1e3, "µs"] : [1, "ns"];
  const value = ns / unit;
  const digits = unit === 1 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
  const text = value.toFixed(digits);
  return `${digits ? text.replace(/\.?0+$/, "") : text} ${name}`;
}
// A point of time, always with the same number of digits in its unit.
function moment(ns) {
  if (ns >= 1e9) return `${(ns / 1e9).toFixed(6)} s`;
  if (ns >= 1e6) return `${(ns / 1e6).toFixed(4)} ms`;
  return `${(ns / 1e3).toFixed(3)} µs`;
}
const hex = (number, digits) => number.toString(16).padStart(digits, "0");
const plural = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;

function octetsOf(text) {
  const octets = [];
  for (let i = 0; i + 1 < (text || "").length; i += 2) octets.push(parseInt(text.slice(i, i + 2), 16));
  return octets;
}

// ---------------------------------------------------------------- tooltips: hover or focus

const tip = document.getElementById("tip");
let tipOwner = null;

function showTip(owner, text) {
  tipOwner = owner;
  tip.textContent = text;
  tip.hidden = false;
  const at = owner.getBoundingClientRect();
  const box = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left + at.width / 2 - box.width / 2, innerWidth - box.width - 8));
  const above = at.top - box.height - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 4 ? above : Math.min(at.bottom + 8, innerHeight - box.height - 8)}px`;
}
function hideTip() {
  tip.hidden = true;
  tipOwner = null;
}
function tipFor(event) {
  const owner = event.target.closest ? event.target.closest("[data-tip]") : null;
  if (owner === tipOwner) return;
  if (owner) showTip(owner, owner.getAttribute("data-tip"));
  else hideTip();
}
document.addEventListener("pointerover", tipFor);
document.addEventListener("focusin", tipFor);
document.addEventListener("focusout", hideTip);
document.addEventListener("scroll", hideTip, { passive: true, capture: true });
document.addEventListener("keydown", (event) => event.key === "Escape" && hideTip());

// ---------------------------------------------------------------- sections

const main = document.getElementById("main");
const nav = document.getElementById("nav");

function section(id, title, lead, ...children) {
  nav.append(el("a", { href: `#${id}` }, title));
  const node = el("section", { id, "aria-labelledby": `${id}-title` },
    el("h2", { id: `${id}-title` }, title), lead && el("p", { class: "lead" }, prose(lead)), children);
  main.append(node);
  return node;
}

// What prints: parts that are drawn on demand are drawn all, once.
const printers = [];
let printed = false;
function drawForPrint() {
  if (printed) return;
  printed = true;
  for (const draw of printers) draw();
}
addEventListener("beforeprint", drawForPrint);

// Rows on demand: the first `step` now, more on request.
function capped(container, items, step, row) {
  let shown = 0;
  const more = el("button", { type: "button", class: "more" });
  const grow = () => {
    const until = Math.min(items.length, shown + step);
    for (; shown < until; ++shown) container.append(row(items[shown], shown));
    more.hidden = shown >= items.length;
    more.textContent = `Show ${Math.min(step, items.length - shown)} more of ${grouped(items.length - shown)} that are left`;
  };
  more.addEventListener("click", grow);
  grow();
  // Until the item with this index is there.
  more.reach = (index) => { while (shown <= index && shown < items.length) grow(); };
  return more;
}

function flash(node) {
  node.classList.remove("flash");
  void node.getBoundingClientRect();
  node.classList.add("flash");
}
