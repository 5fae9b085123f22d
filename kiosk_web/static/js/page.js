// Every live page: what keeps it current and what answers a finger.

import { start } from "./live.js";
import "./countdown.js";
import "./travel.js";
import "./press.js";
import "./choose.js";
import "./pad.js";
import "./tabs.js";
import "./lock.js";
import "./fault.js";

start();
for (const key of window.takeEarly()) key.click();
