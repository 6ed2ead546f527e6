// Single keys for the page of review; without this script its buttons and links do the same.

import { listen, open } from "./keys.js";

const roles = {
  1: ["actor", "source"], 2: ["recipient", "content"], 3: ["place", "to"], 4: ["time"],
  5: ["dead"], 6: ["injured"], 7: ["arrested"], 8: ["displaced"],
};
const text = document.getElementById("text");
const correct = document.getElementById("correct");

text?.querySelector(".trigger, .cue")?.scrollIntoView({ block: "center" });

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

listen((key) => {
  if (key === "c" && correct) {
    open(correct);
  } else if (key in roles) {
    take(roles[key]);
  } else {
    return false;
  }
  return true;
});
