/** Policies: learning, evaluation, the gate, decisions and their log, one line a file that adds fields. */
import "./catalog.ts";
import "./logs.ts";
import "./training.ts";
import "./evaluation.ts";
import "./simulation.ts";
import "./promotion.ts";
import "./action-map.ts";
import "./decisions.ts";
import "./rewards.ts";
import "./kill-switch.ts";
import "./monitoring.ts";
import "./stages.ts";
import "./shadow.ts";
