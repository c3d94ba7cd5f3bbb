import { Fragment } from "react";

/** A column's name that may break after its underscores and dots, and in the middle of a part only when there is no other way. */
export function Breakable({ text }: { text: string }) {
  const parts = text.split(/(?<=[_.-])/);
  return (
    <span className="[overflow-wrap:anywhere]">
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one name never change place.
        <Fragment key={at}>
          {at > 0 ? <wbr /> : null}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
