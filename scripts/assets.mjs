// What is generated from the sources and from AWS's data, without compiling the library: functions and command (bundle.mjs), actions
// (actions.mjs). Under a second, and nothing where nothing changed. Every script that reads one of them runs this first.
import './actions.mjs';
import './bundle.mjs';
