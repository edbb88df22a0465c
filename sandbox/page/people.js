// The switch of person in the strip.

import { avatar, byId, h } from "./dom.js";
import { emit, me, model, nameOf, on } from "./model.js";
import { hush } from "./notices.js";

function show() {
  const select = byId("person");
  const people = [...model.people.values()];
  select.replaceChildren(...people.map((person) =>
    h("option", { value: String(person.id) }, [nameOf(person), person.title].filter(Boolean).join(" · "))));
  if (!people.length) select.replaceChildren(h("option", { value: "" }, "还没有人"));
  select.value = model.me === null ? "" : String(model.me);
  const own = avatar(model.me ?? 0, nameOf(me()), "small");
  own.id = "my-avatar";
  byId("my-avatar").replaceWith(own);
}

/** Wire the switch. */
export function startPeople() {
  on("people", show);
  on("person", show);
  on("person", hush);
  byId("person").addEventListener("change", (event) => emit("become", Number(event.target.value)));
}
