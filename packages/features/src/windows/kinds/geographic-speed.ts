import { z } from "zod";
import { ColumnParam } from "../../column-param.ts";
import { WindowLength } from "../../duration.ts";
import { defineWindowKind } from "./kind.ts";

const EARTH_RADIUS_KM = 6371.0088;
const MS_PER_HOUR = 3_600_000;

/**
 * Great-circle distance in km between two points given in degrees, on a sphere of the Earth's mean radius (haversine formula).
 * @example greatCircleKm(0, 0, 0, 90) is a quarter of the circumference, 10,007.557 km
 */
export function greatCircleKm(latitude1: number, longitude1: number, latitude2: number, longitude2: number): number {
  const radians = Math.PI / 180;
  const north = Math.sin(((latitude2 - latitude1) * radians) / 2);
  const east = Math.sin(((longitude2 - longitude1) * radians) / 2);
  const h = north * north + Math.cos(latitude1 * radians) * Math.cos(latitude2 * radians) * east * east;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/**
 * Great-circle distance between the decision and the latest earlier event with a place, over the time between them. Of several events
 * of that moment the fastest counts. Missing where the decision has no place or the window holds none.
 */
export const geographicSpeed = defineWindowKind({
  name: "geographic-speed",
  title: "Geographic speed",
  description: "Speed in km/h needed to get from the place of the latest earlier event to that of the decision.",
  params: z.strictObject({ latitude: ColumnParam, longitude: ColumnParam, window: WindowLength }),
  unit: "km/h",
  label: ({ window }) => `speed_${window}`,
  reads: ({ latitude, longitude }) => ({
    numbers: [
      { column: latitude, min: -90, max: 90 },
      { column: longitude, min: -180, max: 180 },
    ],
    own: [latitude, longitude],
  }),
  windows: ({ window }) => [window],
  open: ({ latitude, longitude, window }) => {
    let located = new Int32Array(0);
    return (events, decisions, out) => {
      const [north, east] = [events.number(latitude), events.number(longitude)];
      const [ownNorth, ownEast] = [decisions.number(latitude), decisions.number(longitude)];
      // located[i]: the latest event before i that has a place.
      if (located.length < events.n + 1) located = new Int32Array(events.n + 1);
      located[0] = -1;
      for (let i = 0; i < events.n; i++) {
        located[i + 1] = Number.isNaN(north[i]) || Number.isNaN(east[i]) ? (located[i] as number) : i;
      }
      const { lo, hi } = decisions.stretch(window);
      for (let d = 0; d < decisions.n; d++) {
        let i = located[hi[d] as number] as number;
        const latest = i >= (lo[d] as number) ? (events.times[i] as number) : Number.NaN;
        const hours = ((decisions.times[d] as number) - latest) / MS_PER_HOUR;
        let fastest = Number.NaN;
        for (; i >= (lo[d] as number) && events.times[i] === latest; i = located[i] as number) {
          const km = greatCircleKm(north[i] as number, east[i] as number, ownNorth[d] as number, ownEast[d] as number);
          if (!(fastest >= km / hours)) fastest = km / hours;
        }
        out[d] = fastest;
      }
    };
  },
});
