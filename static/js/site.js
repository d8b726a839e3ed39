import "./comments.js";
import "./contents.js";
import "./keyboard.js";
import "./passages.js";
import "./previews.js";
import "./suggestions.js";
import "./theme-switch.js";
