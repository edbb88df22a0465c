// The menu of a message: by right click, long press, or the ⋯ button.

import { h, icon } from "./dom.js";

const EDGE = 8;
let open = null;

/** Close the menu if one is open; focus returns to where it was. */
export function closeMenu() {
  if (!open) return;
  const { node, before } = open;
  open = null;
  node.remove();
  before?.focus?.({ preventScroll: true });
}

/** `reactions`: [{emoji, own, run}], `items`: [{icon, label, danger?, run}]. */
export function openMenu(event, { reactions, items }) {
  closeMenu();
  event.preventDefault?.();
  const before = document.activeElement;
  const node = h("div", { class: "menu", role: "menu", "aria-label": "消息操作" },
    reactions.length > 0 && h("div", { class: "menu-reactions" }, reactions.map(reactionChoice)),
    items.map(choice));
  document.body.append(node);
  placeAt(node, pointOf(event));
  open = { node, before };
  node.addEventListener("keydown", steer);
  node.querySelector("button")?.focus({ preventScroll: true });
}

function reactionChoice({ emoji, own, run }) {
  return h("button", {
    type: "button", role: "menuitemcheckbox", "aria-checked": String(own), "aria-label": `表态 ${emoji}`,
    class: own ? "own" : "",
    on: { click: chosen(run) },
  }, h("span", { class: "emoji" }, emoji));
}

function choice({ icon: name, label, danger, run }) {
  return h("button", {
    type: "button", role: "menuitem", class: danger ? "danger" : "",
    on: { click: chosen(run) },
  }, icon(name), label);
}

const chosen = (run) => () => {
  closeMenu();
  run();
};

function pointOf(event) {
  const touch = event.touches?.[0];
  if (touch) return { x: touch.clientX, y: touch.clientY };
  if (event.clientX || event.clientY) return { x: event.clientX, y: event.clientY };
  const box = event.currentTarget.getBoundingClientRect(); // by keyboard
  return { x: box.left, y: box.bottom };
}

function placeAt(node, { x, y }) {
  const { width, height } = node.getBoundingClientRect();
  node.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - width - EDGE))}px`;
  node.style.top = `${Math.max(EDGE, y + height > innerHeight - EDGE ? y - height : y)}px`;
}

function steer(event) {
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    closeMenu();
  } else if (steps[event.key]) {
    event.preventDefault();
    buttons[(at + steps[event.key] + buttons.length) % buttons.length].focus();
  }
}

/** Anything else that is touched closes the menu. */
export function startMenus() {
  document.addEventListener("pointerdown", (event) => open && !open.node.contains(event.target) && closeMenu(), true);
  window.addEventListener("resize", closeMenu);
  for (const moving of ["wheel", "touchmove"]) document.addEventListener(moving, closeMenu, { passive: true });
}
