/** Read at run time, on the server only: the same build serves whatever address the supervisor gives. */
export const apiUrl = (): string => process.env.PLIMSOLL_API_URL ?? "http://127.0.0.1:4000";
export const isDevelopment = process.env.NODE_ENV === "development";
