import "./contents.js";
import "./keyboard.js";
import "./previews.js";
import "./suggestions.js";
import "./theme-switch.js";
