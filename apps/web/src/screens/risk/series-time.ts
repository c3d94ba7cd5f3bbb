/** Where a point stands on the axis: its day in milliseconds where it has one, else its place. */
export const timeOf = ({ at, day }: { at: number; day?: string | null }): number => (day ? Date.parse(day) : at);
