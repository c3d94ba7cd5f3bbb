/** The page of a version of a model. */
export const versionHref = ({ model, version }: { model: { name: string }; version: number }): string =>
  `/models/${encodeURIComponent(model.name)}/${version}`;
