// Small helpers to build nodes. Text always enters as text nodes, so nothing a person
// typed can become markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element.
 * `props`: `class`, `data` (dataset), `on` (listeners), `style` (CSS properties); other
 * keys are attributes, `true` = present, `false`, `null` and `undefined` = absent.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProperty(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProperty(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  else if (name === "style") for (const [key, text] of Object.entries(value)) node.style.setProperty(key, text);
  else node.setAttribute(name, value === true ? "" : value);
}

/** An icon of the sprite in index.html; decoration only, so give the button a label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** A button with an icon only; `label` is read aloud and shown as a hint. */
export function iconButton(name, label, onclick, cls = "round") {
  return h("button", { type: "button", class: cls, "aria-label": label, title: label, on: { click: onclick } }, icon(name));
}

/** The element with that id; a missing one is a mistake in index.html and throws. */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`index.html has no #${id}`);
  return node;
}

const COLOURS = 7;

/** The colour number 0..6 that belongs to a person or chat, the same everywhere. */
export function colourOf(id) {
  return Math.abs(Number(id)) % COLOURS;
}

/** A round letter picture for a person or a chat. */
export function avatar(id, name, cls = "") {
  const letter = [...(name || "?").trim()][0] || "?";
  return h("span", { class: `avatar colour-${colourOf(id)} ${cls}`, "aria-hidden": "true" }, letter.toUpperCase());
}
