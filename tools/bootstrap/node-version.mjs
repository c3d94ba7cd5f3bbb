/** Node releases the platform runs on: 20 from 20.19, 22 from 22.12, and 24 or later. */
export function isSupportedNode(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major === 20) return minor >= 19;
  if (major === 22) return minor >= 12;
  return major >= 24;
}

/** Ends the process with one line where Node is too old to go on. */
export function requireSupportedNode() {
  if (isSupportedNode(process.versions.node)) return;
  process.stderr.write(
    `Plimsoll needs Node 20.19+, 22.12+ or 24+; this is Node ${process.versions.node}. Install one of these and start again.\n`,
  );
  process.exit(1);
}
