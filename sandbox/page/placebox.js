// Choosing a place to send: coordinates, remembered from the last time.

import { h } from "./dom.js";
import { dialog } from "./notices.js";

const KEY = "duban.sandbox.place";
const SHENHE = { latitude: 41.79563, longitude: 123.45841 }; // the example bureau's district

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? SHENHE;
  } catch {
    return SHENHE;
  }
}

function field(label, name, value, limit) {
  const bounds = { step: "0.00001", min: String(-limit), max: String(limit) };
  return h("label", { class: "field" }, label,
    h("input", { name, type: "number", ...bounds, required: true, value: String(value) }));
}

/** Ask for a place; resolves to {latitude, longitude}, or null if the person gives up. */
export function askPlace() {
  return new Promise((resolve) => {
    const { latitude, longitude } = remembered();
    const node = dialog({ class: "box", "aria-label": "发送位置", data: { testid: "place" } }, (close) => {
      const form = h("form", { class: "box-form" },
        h("h2", {}, "发送位置"),
        field("纬度（北纬为正）", "latitude", latitude, 90),
        field("经度（东经为正）", "longitude", longitude, 180),
        h("div", { class: "box-buttons" },
          h("button", { type: "button", on: { click: close } }, "取消"),
          h("button", { type: "submit", class: "primary" }, "发送")));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const place = { latitude: Number(form.elements.latitude.value), longitude: Number(form.elements.longitude.value) };
        localStorage.setItem(KEY, JSON.stringify(place));
        resolve(place);
        close();
      });
      return [form];
    });
    node.addEventListener("close", () => resolve(null));
  });
}
