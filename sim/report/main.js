// The page: verdict and counts, then the parts in the order in which one asks.

function verdictBox() {
  const lockstep = story.lockstep || {};
  const verdict = lockstep.verdict || "not run";
  const words = {
    agree: ["agree", "✓", "RTL and model agree", "Every event of the hardware, in every bit of every field, is what the model computed from the same input."],
    differ: ["differ", "✗", "RTL and model differ", "The run stopped at the first event in which hardware and model disagree."],
  }[verdict] || ["unknown", "–", "Lockstep was not run", "Nothing was compared in this run."];
  return el("div", { class: `verdict ${words[0]}`, id: "verdict", role: "status" },
    el("span", { class: "verdict-mark", "aria-hidden": "true" }, words[1]),
    el("div", {}, el("strong", {}, words[2]), el("p", {}, words[3]), lockstep.message && el("pre", {}, lockstep.message)));
}

const COUNTS = [["events", "events compared"], ["fields", "fields compared"], ["mismatches", "mismatches"], ["frames", "frames"], ["answers", "answers compared"],
  ["line_symbols", "line symbols compared"], ["mii_clocks", "MII clocks compared"], ["arp", "ARP events"], ["icmp", "ICMP events"], ["simulated_us", "simulated time"]];

function overviewSection() {
  const counts = (story.lockstep || {}).counts || {};
  const known = new Set(COUNTS.map(([name]) => name));
  const all = [...COUNTS, ...Object.keys(counts).filter((name) => !known.has(name)).map((name) => [name, name.replace(/_/g, " ")])];
  const facts = [["configuration", story.config], ["line", story.phy], ["seed", story.seed], ["version", story.version]]
    .filter(([, value]) => value !== undefined && value !== "");
  nav.append(el("a", { href: "#overview" }, "Overview"));
  main.append(el("section", { id: "overview", "aria-labelledby": "overview-title" },
    el("p", { class: "eyebrow" }, "Sockwire run"),
    el("h1", { id: "overview-title" }, story.title || "run"),
    story.command && el("p", { class: "command" }, el("code", {}, story.command),
      navigator.clipboard && el("button", { type: "button", class: "ghost", onclick: () => navigator.clipboard.writeText(story.command) }, "Copy")),
    verdictBox(),
    el("dl", { class: "counts" }, all.filter(([name]) => counts[name] !== undefined && counts[name] !== null).map(([name, title]) =>
      el("div", { class: name === "mismatches" && counts[name] > 0 ? "alarm" : null, "data-count": name },
        el("dt", {}, title), el("dd", {}, name === "simulated_us" ? duration(counts[name] * 1000) : grouped(counts[name]))))),
    el("p", { class: "facts-line" }, facts.map(([name, value]) => el("span", {}, el("span", { class: "muted" }, name), ` ${value}`)))));
}

function countersSection() {
  const counters = Object.entries(story.counters || {});
  if (!counters.length) return;
  const groups = new Map();
  for (const [name, value] of counters) {
    const layer = name.split("_")[0];
    if (!groups.has(layer)) groups.set(layer, []);
    groups.get(layer).push([name, value]);
  }
  section("counters", "Counters", "What the hardware itself has counted, read through its {register|registers} at the end of the run.",
    el("div", { class: "counters" }, [...groups].map(([layer, rows]) => el("table", { class: "plain" },
      el("caption", {}, layer), el("tbody", {}, rows.map(([name, value]) => el("tr", { class: value ? null : "none" },
        el("th", { scope: "row" }, name), el("td", { class: "number" }, grouped(value)))))))));
}

// "#event-7", "#frame-2", "#step-12": drawn on demand, so found here.
function goTo() {
  const [, kind, number] = location.hash.match(/^#(event|frame|step|call)-(\d+)$/) || [];
  if (!kind) return;
  if (kind === "frame") return showFrame(Number(number));
  if (kind === "step") return showStep(Number(number));
  if (kind === "event") reachEvent(Number(number));
  const row = document.getElementById(`${kind}-${number}`);
  if (!row) return;
  row.draw();
  row.open = true;
  row.scrollIntoView({ block: "center" });
  flash(row);
}

function chooseTheme() {
  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (document.documentElement.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  const show = () => { button.textContent = dark() ? "Light" : "Dark"; };
  button.addEventListener("click", () => { document.documentElement.dataset.theme = dark() ? "light" : "dark"; show(); });
  system.addEventListener("change", show);
  show();
}

overviewSection();
ladderSection();
callsSection();
eventsSection();
framesSection();
lineSection();
countersSection();
glossarySection();
chooseTheme();
fill(document.getElementById("footer"), `Sockwire ${story.version || ""}`, story.command && [" · repeat with ", el("code", {}, story.command)]);
document.getElementById("print").addEventListener("click", () => { drawForPrint(); print(); });
addEventListener("hashchange", goTo);
goTo();

// Where one is, in the bar.
const spy = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const link = nav.querySelector(`a[href="#${entry.target.id}"]`);
    if (link && entry.isIntersecting) {
      for (const other of nav.children) other.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
    }
  }
}, { rootMargin: "-20% 0px -70% 0px" });
for (const node of main.querySelectorAll("section")) spy.observe(node);
document.documentElement.dataset.ready = "true";
