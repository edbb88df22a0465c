// What is attached and not sent yet: photos (one album) and files.

import { byId, h, icon, iconButton } from "./dom.js";
import { toast } from "./notices.js";

const ALBUM_MOST = 10;
const items = []; // {part: "photo"|"document", file, preview}
let changed = () => {};

const photoCount = () => items.filter((item) => item.part === "photo").length;

/** Attach; pictures go into the album unless `asFile`. At most ten photos, as in Telegram. */
export function attach(files, asFile = false) {
  for (const file of files) {
    const part = !asFile && file.type.startsWith("image/") ? "photo" : "document";
    if (part === "photo" && photoCount() >= ALBUM_MOST) {
      toast(`一个相册最多 ${ALBUM_MOST} 张照片，其余的请再发一次`);
      break;
    }
    items.push({ part, file, preview: part === "photo" ? URL.createObjectURL(file) : "" });
  }
  show();
}

/** Is anything attached? */
export const hasAttachments = () => items.length > 0;

/** Take everything out: {photos, documents} as [part, File] pairs. */
export function takeAttachments() {
  const taken = items.splice(0);
  show();
  for (const { preview } of taken) if (preview) URL.revokeObjectURL(preview);
  const pairs = taken.map(({ part, file }) => [part, file]);
  return { photos: pairs.filter(([part]) => part === "photo"), documents: pairs.filter(([part]) => part === "document") };
}

function remove(item) {
  items.splice(items.indexOf(item), 1);
  if (item.preview) URL.revokeObjectURL(item.preview);
  show();
}

function show() {
  const tray = byId("tray");
  tray.hidden = !items.length;
  tray.replaceChildren(...items.map((item) =>
    h("figure", { class: "attached", title: item.file.name },
      item.preview
        ? h("img", { src: item.preview, alt: item.file.name })
        : h("span", { class: "attached-file" }, icon("doc"), item.file.name),
      iconButton("close", `去掉 ${item.file.name}`, () => remove(item), "round attached-remove"))));
  changed();
}

function pick(inputId, buttonId, asFile) {
  const input = byId(inputId);
  byId(buttonId).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    attach([...input.files], asFile);
    input.value = "";
    byId("composer").focus();
  });
}

function pasted(event) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  attach(files);
}

function dropping(room) {
  const hint = byId("drop");
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") && !byId("composer-form").hidden;
  room.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    hint.hidden = false;
  });
  room.addEventListener("dragleave", (event) => !room.contains(event.relatedTarget) && (hint.hidden = true));
  room.addEventListener("drop", (event) => {
    hint.hidden = true;
    if (!carriesFiles(event)) return;
    event.preventDefault();
    attach([...event.dataTransfer.files]);
  });
}

/** Wire buttons, paste and drop; `onchange` is called when something is added or removed. */
export function startTray(onchange) {
  changed = onchange;
  pick("photo-input", "attach", false);
  pick("file-input", "attach-file", true);
  byId("composer").addEventListener("paste", pasted);
  dropping(byId("room"));
}
