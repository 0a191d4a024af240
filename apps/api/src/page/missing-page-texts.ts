import type { PageLanguage } from './page-language.js';

/** The pages that the page for a missing address leads to. */
export const LINKED_PAGES = ['/', '/rider', '/driver', '/city', '/docs'] as const;

interface MissingPageTexts {
  title: string;
  heading: string;
  /** With the address in place of `{path}`. */
  explanation: string;
  next: string;
  links: Record<(typeof LINKED_PAGES)[number], string>;
}

/** The texts of the page for an address that doesn't exist. */
export const missingPageTexts: Record<PageLanguage, MissingPageTexts> = {
  en: {
    title: 'Not found',
    heading: 'There is no page here',
    explanation:
      'Nothing is at {path}. The link may be old, or a letter of the address may be wrong.',
    next: 'Go on from here',
    links: {
      '/': 'The start page',
      '/rider': 'Get a ride',
      '/driver': 'Drive',
      '/city': 'Watch the city',
      '/docs': 'Every route of the API',
    },
  },
  de: {
    title: 'Nicht gefunden',
    heading: 'Hier ist keine Seite',
    explanation:
      'Unter {path} gibt es nichts. Der Link ist vielleicht alt, oder die Adresse enthält einen Tippfehler.',
    next: 'Hier geht es weiter',
    links: {
      '/': 'Zur Startseite',
      '/rider': 'Eine Fahrt bestellen',
      '/driver': 'Fahren',
      '/city': 'Die Stadt ansehen',
      '/docs': 'Alle Routen der API',
    },
  },
  es: {
    title: 'No encontrada',
    heading: 'Aquí no hay ninguna página',
    explanation:
      'No hay nada en {path}. Puede que el enlace sea antiguo o que la dirección tenga una errata.',
    next: 'Continúa desde aquí',
    links: {
      '/': 'Página de inicio',
      '/rider': 'Pedir un viaje',
      '/driver': 'Conducir',
      '/city': 'Ver la ciudad',
      '/docs': 'Todas las rutas de la API',
    },
  },
  ar: {
    title: 'الصفحة غير موجودة',
    heading: 'لا توجد صفحة هنا',
    explanation:
      'لا يوجد شيء في العنوان {path}. قد يكون الرابط قديمًا، أو قد يكون في العنوان خطأ إملائي.',
    next: 'تابِع من هنا',
    links: {
      '/': 'صفحة البداية',
      '/rider': 'طلب رحلة',
      '/driver': 'القيادة',
      '/city': 'مشاهدة المدينة',
      '/docs': 'جميع مسارات واجهة البرمجة',
    },
  },
  ja: {
    title: 'ページが見つかりません',
    heading: 'ここにページはありません',
    explanation:
      '{path} には何もありません。リンクが古いか、アドレスに誤りがある可能性があります。',
    next: 'ほかのページを開く',
    links: {
      '/': 'スタートページ',
      '/rider': '車を呼ぶ',
      '/driver': '運転する',
      '/city': '街を見る',
      '/docs': 'API のすべてのルート',
    },
  },
};
