import type { Estimator } from "../estimator.ts";

/** Direct method: mean of sum over a of pi_e(a) q(a). As wrong as the model is; its standard error does not know that. */
export const dm: Estimator = {
  name: "dm",
  title: "DM",
  needsModel: true,
  parts: ({ direct }) => direct.slice(),
};
