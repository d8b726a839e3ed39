import "./contents.js";
import "./keyboard.js";
import "./theme-switch.js";
