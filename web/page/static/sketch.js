// The chart in few lines, drawn at once: what is printed before the picture was loaded, and what is shown
// where it cannot be.
"use strict";

const SKETCH = { width: 760, height: 320, left: 34, right: 200, top: 8, bottom: 24 };

/** Members over time: a step line for each program with its shape and name at its end, a band up to
 * those who are possibly members, and the day in question. @param {Count[][]} lines
 * @param {string[]} names @param {number[]} slots @param {Day} from @param {Day} on */
function sketch(lines, names, slots, from, on) {
  const { width, height, left, right, top, bottom } = SKETCH;
  const [first, last] = [dayNumber(from), dayNumber(ledger().today)];
  const most = Math.max(1, ...lines.flatMap((line) => line.map((one) => one.most)));
  const x = (/** @type {Day} */ day) => left + ((dayNumber(day) - first) / (last - first || 1)) * (width - left - right);
  const y = (/** @type {number} */ count) => height - bottom - (count / most) * (height - top - bottom);
  const steps = (/** @type {Count[]} */ line, /** @type {"certain" | "most"} */ which) =>
    whole(line, ledger().today).map((one, place) => `${place ? `H${x(one.day)}V` : `M${x(one.day)} `}${y(one[which])}`).join("");
  const text = (/** @type {string} */ words, /** @type {number} */ at, /** @type {number} */ height, more = {}) => {
    const made = svg("text", { x: at, y: height, ...more });
    made.textContent = words;
    return made;
  };
  const labels = ends(lines, names, ledger().today);
  const drawn = lines.map((line, nth) => {
    const label = labels.find(({ program }) => program === names[nth]);
    const end = width - right;
    return svg(
      "g",
      { class: `p${slots[nth]}` },
      svg("path", { class: "most", d: steps(line, "most") }),
      svg("path", { d: steps(line, "certain") }),
      ...(label ? [svg("path", { class: "mark", d: SHAPES[slots[nth]], transform: `translate(${end - 6} ${y(label.value) - 6}) scale(.75)` }), text(short(label.text.replaceAll("\n", " "), 32), end + 10, y(label.at) + 4)] : []),
    );
  });
  const scale = [0, most].map((count) => text(String(count), left - 6, y(count) + 4, { "text-anchor": "end" }));
  const days = [[from, "start"], [ledger().today, "end"]].map(([day, anchor]) => text(inWords(day), x(day), height - 6, { "text-anchor": anchor }));
  const axis = svg("path", { class: "axis", d: `M${left} ${top}V${y(0)}H${width - right}` });
  const now = svg("path", { class: "now", d: `M${x(on)} ${top}V${y(0)}` });
  return svg("svg", { class: "sketch", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": t("Members over time") }, axis, now, ...drawn, ...scale, ...days);
}
