/** What an audited action was, as people say it. */
const WORDS: Record<string, string> = {
  "api_key.create": "Made an API key",
  "api_key.revoke": "Revoked an API key",
  "dataset.create": "Added a data set",
  "dataset.expectations": "Changed expectations",
  "dataset.protect": "Declared protected columns",
  "decision.override": "Overrode a decision",
  "decision.record": "Stored decisions",
  "fairness_policy.delete": "Deleted a fairness policy",
  "fairness_policy.save": "Saved a fairness policy",
  "feature_set.define": "Defined a feature set",
  "finding.close": "Closed a finding",
  "finding.open": "Opened a finding",
  "governance.update": "Changed the rules of approval",
  "kri.define": "Defined a risk indicator",
  "kri.record": "Recorded a risk indicator",
  "loss_register.import": "Imported losses",
  "loss_scenario.define": "Defined a loss scenario",
  "member.change_role": "Changed a member's role",
  "member.invite": "Invited a member",
  "member.remove": "Removed a member",
  "model.inventory": "Filled in the inventory",
  "model.remove_alias": "Took an alias off",
  "model_version.promote": "Promoted a version",
  "model_version.register": "Registered a version",
  "model_version.rollback": "Rolled a model back",
  "model_version.status": "Changed a version's status",
  "policy.kill_switch": "Used a kill switch",
  "policy.rewards": "Recorded rewards",
  "reason_mapping.save": "Saved a reason mapping",
  "recourse.loosen": "Went beyond recourse rules",
  "recourse_rules.save": "Saved recourse rules",
  "run.cancel": "Cancelled a run",
  "run.retry": "Started a run again",
  "run.submit": "Started a run",
  "schedule.create": "Made a schedule",
  "schedule.delete": "Ended a schedule",
  "session.close": "Signed out",
  "session.open": "Signed in",
  "upload.create": "Began an upload",
  "waiver.sign": "Signed a waiver",
};

/** An action that has no words yet is spelled out: `loan_book.close` -> `Loan book close`. */
export function auditWords(action: string): string {
  const spelled = action.replace(/[._]/g, " ");
  return WORDS[action] ?? spelled.charAt(0).toUpperCase() + spelled.slice(1);
}

/** `modelVersionId` or `max_changes` as a heading: "Model version id". */
export function termOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, (_all, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value of a record in one line: lists by commas, parts of an object as "name value". */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(valueWords).join(value.some(isRecord) ? "; " : ", ");
  if (isRecord(value))
    return Object.entries(value)
      .map(([name, part]) => `${termOf(name).toLowerCase()} ${valueWords(part)}`)
      .join(", ");
  return String(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
