/** A name of the API in words: "buy-and-hold" as "Buy and hold". */
export const strategyWords = (name: string): string => {
  const words = name.toLowerCase().replaceAll(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
