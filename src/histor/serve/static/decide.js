// Single keys for deciding on the page of an incident; without this script its buttons and links do the same.

import { listen, open } from "./keys.js";

const parts = { m: "merge", t: "apart" };

/** The fields and links of what is open that can be gone through. */
function items() {
  return [...document.querySelectorAll("#decide details[open] [data-item]")];
}

function move(step) {
  const all = items();
  const at = all.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
  all[Math.max(0, Math.min(all.length - 1, next))]?.focus();
}

listen((key) => {
  if (key in parts) {
    const part = document.getElementById(parts[key]);
    if (part) open(part);
  } else if (key === "/") {
    const merge = document.getElementById("merge");
    if (merge) {
      open(merge);
      merge.querySelector("input[name=find]").focus();
    }
  } else if (key === "j" || key === "k") {
    move(key === "j" ? 1 : -1);
  } else if (key === "x" && document.activeElement?.matches("#decide [type=checkbox]")) {
    document.activeElement.click();
  } else {
    return false;
  }
  return true;
});
