// What pages with single keys share: keys of buttons and links, and that a form is sent once.

export function typing(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
}

/** Open a part of the page and show it; what can be gone through gets the focus, else its first field. */
export function open(part) {
  part.open = true;
  part.scrollIntoView({ block: "nearest" });
  const first = part.querySelector("[data-item]") ?? part.querySelector("select, textarea, input:not([type=hidden])");
  first?.focus();
}

function pressed(key) {
  if (key === "?") {
    const keys = document.getElementById("keys");
    if (keys) {
      keys.open = !keys.open;
      if (keys.open) keys.scrollIntoView({ block: "nearest" });
    }
    return true;
  }
  const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  found?.click();
  return Boolean(found);
}

/** Hear of keys that are no text; `own` says whether a key of the page's own was one. */
export function listen(own) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(event.target)) {
      event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
    if (own(event.key) || pressed(event.key)) event.preventDefault();
  });
}

// However often a key is pressed.
for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
