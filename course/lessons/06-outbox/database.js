import pg from 'pg';

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', () => {});

await pool.query(`
  CREATE TABLE IF NOT EXISTS ride (id int PRIMARY KEY, status text NOT NULL);
  CREATE TABLE IF NOT EXISTS payment (ride int NOT NULL, cents int NOT NULL CHECK (cents > 0));
  CREATE TABLE IF NOT EXISTS outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event json NOT NULL
  );
  INSERT INTO ride SELECT n, 'in_progress' FROM generate_series(1, 9) n ON CONFLICT DO NOTHING`);
