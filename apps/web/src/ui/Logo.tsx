/** The load line painted on a ship's side: a disc crossed by the line that must stay above the water. */
export function Logo({ size = 28, line = "#e2673f" }: { size?: number; line?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <circle cx="16" cy="16" r="9.5" fill="none" stroke="currentColor" strokeWidth="2.8" />
      <path d="M1.5 16h29" stroke={line} strokeWidth="3" />
    </svg>
  );
}
