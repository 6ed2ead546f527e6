// Single keys for the page of review; without this script its buttons and links do the same.

const roles = {
  1: ["actor", "source"], 2: ["recipient", "content"], 3: ["place", "to"], 4: ["time"],
  5: ["dead"], 6: ["injured"], 7: ["arrested"], 8: ["displaced"],
};
const text = document.getElementById("text");
const correct = document.getElementById("correct");

text?.querySelector(".trigger, .cue")?.scrollIntoView({ block: "center" });

function typing(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
}

/** The selected words and where they stand, in characters of the text; the server looks the words up nearby. */
function selected() {
  const selection = getSelection();
  if (!text || !selection || selection.isCollapsed || !text.contains(selection.anchorNode)) return null;
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = [...before.toString()].length;
  const words = range.toString();
  const lead = words.length - words.trimStart().length;
  const kept = words.trim();
  return kept ? `${start + lead}-${start + lead + [...kept].length} ${kept.split(/\s+/u).join(" ")}` : null;
}

function take(names) {
  const field = names.map((name) => correct?.querySelector(`:is(textarea, input)[name=${name}]`)).find(Boolean);
  const words = selected();
  if (!field || !words) return;
  correct.open = true;
  const more = field.matches("textarea") && field.value.trim(); // of figures there is one alone
  field.value = more ? `${field.value.trim()}\n${words}` : words;
}

function press(key) {
  if (key === "?") {
    const keys = document.getElementById("keys");
    if (keys) {
      keys.open = !keys.open;
      if (keys.open) keys.scrollIntoView({ block: "nearest" });
    }
  } else if (key === "c" && correct) {
    correct.open = true;
    correct.querySelector("select, textarea, input")?.focus();
  } else if (key in roles) {
    take(roles[key]);
  } else {
    const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!found) return false;
    found.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  if (press(event.key)) event.preventDefault();
});

// A form is sent once, however often a key is pressed.
for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
