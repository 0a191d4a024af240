import { FormattedMessage } from 'react-intl';
import city from './pictures/city.png';
import driver from './pictures/driver.png';
import rider from './pictures/rider.png';

const PICTURES = [
  { page: 'rider', source: rider },
  { page: 'driver', source: driver },
  { page: 'city', source: city },
] as const;

/** The three pages on a phone. The browser loads the pictures when they come near. */
export function Pictures() {
  return (
    <section>
      <h2>
        <FormattedMessage id="landing.pictures" />
      </h2>
      <ul className="pictures">
        {PICTURES.map(({ page, source }) => (
          <li key={page}>
            <figure>
              <img src={source} alt="" width={360} height={740} loading="lazy" decoding="async" />
              <figcaption>
                <FormattedMessage id={`landing.picture-${page}`} />
              </figcaption>
            </figure>
          </li>
        ))}
      </ul>
    </section>
  );
}
