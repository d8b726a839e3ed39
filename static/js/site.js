import "./contents.js";
import "./keyboard.js";
import "./previews.js";
import "./theme-switch.js";
