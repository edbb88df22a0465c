// "/" in the composer shows the bot's commands, arrows and Enter choose one.

import { getCommands } from "./api.js";
import { byId, h } from "./dom.js";
import { model } from "./model.js";

const box = () => byId("suggestions");
const field = () => byId("composer");
let cached = { place: "", commands: [] };
let asked = 0;

async function commandsHere() {
  const place = `${model.me}/${model.chat}`;
  if (cached.place === place) return cached.commands;
  const commands = await getCommands(model.chat, model.me);
  if (commands.length) cached = { place, commands }; // an empty menu may be filled soon
  return commands;
}

/** Show what fits to the typed text, or hide the list. */
export async function suggest() {
  const typed = field().value;
  const turn = ++asked;
  if (!/^\/\w*$/.test(typed)) return hide();
  const fitting = (await commandsHere()).filter(({ command }) => `/${command}`.startsWith(typed) && `/${command}` !== typed);
  if (turn !== asked) return;
  if (!fitting.length) return hide();
  box().replaceChildren(...fitting.map(({ command, description }, index) =>
    h("button", {
      type: "button", role: "option", "aria-selected": String(index === 0), data: { command },
      on: { click: () => choose(command) },
    },
      h("b", {}, `/${command}`), h("span", {}, description))));
  box().hidden = false;
}

/** Forget the list, because the chat or the person is another one or the bot changed it. */
export function forgetCommands() {
  cached = { place: "", commands: [] };
  hide();
}

function hide() {
  box().hidden = true;
  box().replaceChildren();
}

function choose(command) {
  field().value = `/${command} `;
  hide();
  field().focus();
}

/** Keys while the list is open; true if the key was used up. */
export function steerCommands(event) {
  if (box().hidden) return false;
  const rows = [...box().children];
  const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") hide();
  else if (event.key === "Enter" || event.key === "Tab") choose(rows[at].dataset.command);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") select(rows, at + (event.key === "ArrowDown" ? 1 : -1));
  else return false;
  event.preventDefault();
  return true;
}

function select(rows, index) {
  const chosen = rows[(index + rows.length) % rows.length];
  for (const row of rows) row.setAttribute("aria-selected", String(row === chosen));
  chosen.scrollIntoView({ block: "nearest" });
}
