// Short words to the person: toast, alert, question, choice.

import { byId, h } from "./dom.js";

const TOAST_MS = 5000;
let hiding = 0;

/** Show a line for a few seconds; a newer one takes its place. */
export function toast(text) {
  const node = byId("toast");
  clearTimeout(hiding);
  node.textContent = text;
  node.hidden = false;
  // The top layer of an open dialog would cover an ordinary element.
  (document.querySelector("dialog[open]") ?? document.body).append(node);
  hiding = setTimeout(() => (node.hidden = true), TOAST_MS);
}

/** Take the line away: it was meant for somebody who has gone. */
export function hush() {
  byId("toast").hidden = true;
}

/** Say that something failed. */
export function complain(error) {
  toast(error?.message || "出错了，请再试一次");
}

/** Open a dialog that removes itself; `fill(close)` returns its children. */
export function dialog(props, fill) {
  const node = h("dialog", props);
  const close = () => node.close();
  node.append(...fill(close));
  node.addEventListener("close", () => {
    document.body.append(byId("toast"));
    node.remove();
  });
  node.addEventListener("click", (event) => event.target === node && close());
  document.body.append(node);
  node.showModal();
  return node;
}

/** A bot's answer that must be confirmed. */
export function alertBox(text) {
  dialog({ class: "box", role: "alertdialog", "aria-label": "机器人的回答", data: { testid: "alert" } }, (close) => [
    h("p", { class: "box-text" }, text),
    h("div", { class: "box-buttons" }, h("button", { type: "button", class: "primary", on: { click: close } }, "知道了")),
  ]);
}

/** Ask before something that cannot be undone; resolves to true or false. */
export function confirmBox(question, yes) {
  return new Promise((resolve) => {
    const node = dialog({ class: "box", "aria-label": question }, (close) => [
      h("p", { class: "box-text" }, question),
      h("div", { class: "box-buttons" },
        h("button", { type: "button", on: { click: close } }, "取消"),
        h("button", { type: "button", class: "danger", on: { click: () => { resolve(true); close(); } } }, yes)),
    ]);
    node.addEventListener("close", () => resolve(false));
  });
}

/** A dialog with a heading and a scrolling list of rows. */
export function listBox(heading, rowsOf) {
  return dialog({ class: "box list-box", "aria-label": heading }, (close) => [
    h("header", { class: "box-head" }, h("h2", {}, heading),
      h("button", { type: "button", class: "plain", on: { click: close } }, "关闭")),
    h("ul", { class: "box-list" }, ...rowsOf(close).map((row) => h("li", {}, row))),
  ]);
}
