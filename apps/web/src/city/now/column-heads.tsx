import { FormattedMessage } from 'react-intl';

type Column = 'trip' | 'status' | 'silent-for' | 'rider' | 'driver' | 'stage' | 'share' | 'trips';

interface ColumnHeadsProps {
  columns: readonly Column[];
}

/** The row of column heads of a table. */
export function ColumnHeads({ columns }: ColumnHeadsProps) {
  return columns.map((column) => (
    <th key={column} scope="col">
      <FormattedMessage id={`city.${column}`} />
    </th>
  ));
}
