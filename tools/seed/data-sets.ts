/** What `npm run seed` loads: a name for the portal and the file in data/. */
export interface SeedSet {
  name: string;
  file: string;
}

export const seedSets: SeedSet[] = [
  { name: "Taiwan card clients", file: "credit_default_taiwan.csv.gz" },
  { name: "South German credit", file: "credit_south_german.csv" },
  { name: "German credit (Statlog)", file: "credit_german_statlog.csv.gz" },
  { name: "Lending Club 2016 Q1", file: "credit_lending_club.csv.gz" },
  { name: "Polish companies, year 5", file: "bankruptcy_polish_year5_1y_ahead.csv.gz" },
  { name: "Card fraud (ULB sample)", file: "fraud_card_ulb_sample.csv.gz" },
  { name: "S&P 500 daily, 1999 to 2018", file: "market_sp500_daily_1999_2018.csv.gz" },
  { name: "20 US stocks daily, 1990 to 2022", file: "market_us20_stocks_daily_1990_2022.csv.gz" },
];
