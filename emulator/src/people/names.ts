// The words that believable people and companies are made of. Invented and harmless: no real company, reserved
// domains only.

function list(words: string): readonly string[] {
  return words.split(',').map((word) => word.trim());
}

export const FIRST_NAMES = list(`
  Adaeze, Adrian, Agnes, Ahmed, Alba, Alejandra, Amara, Anders, Anja, Antoine, Arjun, Astrid, Beatriz, Benedikt,
  Bogdan, Brigitte, Camille, Carlos, Cecilia, Chidi, Clara, Damian, Dana, Diego, Dorota, Elias, Elif, Emeka,
  Esther, Fabio, Farah, Felix, Fiona, Gareth, Greta, Hana, Hannes, Helena, Hugo, Ines, Ingrid, Ivan, Jasmin,
  Joana, Johan, Judith, Kamal, Katya, Kofi, Laila, Leon, Lotte, Luca, Magda, Malik, Marit, Mateo, Maya, Milan,
  Nadia, Nils, Noor, Olga, Oskar, Pascal, Paula, Priya, Rafael, Rania, Renate, Rhys, Rosa, Ruth, Sabine, Salma,
  Sandro, Selin, Simon, Sofia, Stefan, Tadeusz, Tamara, Thandi, Tobias, Valeria, Vera, Viktor, Wanda, Wilma,
  Yara, Yusuf, Zofia
`);

/** Last names are a head and a tail: enough for 50,000 different people, and nobody's in particular. */
export const LAST_NAME_HEADS = list(`
  Ald, Amb, Bark, Bell, Berg, Brand, Cald, Cast, Clem, Dahl, Dorn, Eich, Ell, Fair, Falk, Fern, Gall, Grim, Hald,
  Hart, Holm, Irv, Jans, Kall, Kest, Kirk, Lang, Lind, Lor, Mal, Mar, Mont, Nord, Oak, Ost, Pell, Quar, Rain,
  Rav, Rosen, Salz, Sand, Sten, Tann, Thorn, Ulm, Val, Vest, Wald, West, Wil, Zell
`);

export const LAST_NAME_TAILS = list(`
  aker, and, ari, bach, berg, by, dorf, ell, er, eri, feld, ford, gaard, ham, hoff, ić, ier, ino, ley, lund,
  mann, mont, nes, öm, ova, quist, rup, sen, son, stad, thal, ton, vik, wood, yn, zak
`);

export const COMPANY_HEADS = list(`
  Amber, Anchor, Aspen, Beacon, Birch, Blue Heron, Bramble, Bright Mill, Canal Street, Cedar, Cinder, Clearwater,
  Cobalt, Copper Kettle, Coral, Crane, Driftwood, Dune, Ember, Falcon, Fen, Foxglove, Garnet, Granite, Harbour,
  Hawthorn, Hazel, Heath, Indigo, Iron Gate, Ivory, Juniper, Kestrel, Lantern, Larch, Limestone, Maple,
  Marble Arch, Meadow, Mistral, Moss, Nightjar, Old Quay, Opal, Orchard, Osprey, Pebble, Pine Ridge, Quartz,
  Quill, Red Lion, Rowan, Saffron, Sandstone, Silver Birch, Slate, Sparrow, Spindle, Summit, Sundial, Tamarind,
  Thistle, Tidewater, Umber, Violet, Weir, Willow
`);

export const COMPANY_TAILS = list(`
  Analytics, Bakeries, Components, Energy, Engineering, Foods, Freight, Furniture, Glassworks, Hotels,
  Instruments, Insurance, Labs, Logistics, Medical, Optics, Packaging, Paper, Pharma, Printing, Robotics,
  Shipping, Software, Steel, Textiles, Timber, Tools, Travel, Water, Wind
`);

export const JOB_TITLES = list(`
  Head of Purchasing, Purchasing Manager, Plant Manager, Chief Financial Officer, Office Manager, Project Lead,
  Quality Engineer, Warehouse Supervisor, Marketing Director, Managing Director, IT Coordinator, Buyer,
  Laboratory Manager, Facility Manager, Maintenance Planner, Sales Assistant, Legal Counsel, Product Manager
`);

export const DEPARTMENTS = list(`
  Purchasing, Production, Finance, Marketing, Quality, Research, Logistics, Legal, Information Technology
`);

interface Town {
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly country: string;
  readonly streets: readonly string[];
  /** Dialling prefix of invented numbers, as people type it. */
  readonly dial: string;
}

export const TOWNS: readonly Town[] = [
  {
    city: 'Hamburg',
    state: 'Hamburg',
    postalCode: '20457',
    country: 'Germany',
    streets: ['Speicherweg', 'Am Kai', 'Lindenallee'],
    dial: '+49 40 555',
  },
  {
    city: 'Zürich',
    state: 'ZH',
    postalCode: '8005',
    country: 'Switzerland',
    streets: ['Gießereistrasse', 'Seeweg'],
    dial: '+41 44 555',
  },
  {
    city: 'Lyon',
    state: 'Rhône',
    postalCode: '69002',
    country: 'France',
    streets: ['rue des Tisserands', 'quai du Moulin'],
    dial: '+33 4 55 55',
  },
  {
    city: 'Bristol',
    state: 'Avon',
    postalCode: 'BS1 4QA',
    country: 'United Kingdom',
    streets: ['Harbour Road', 'Old Mill Lane'],
    dial: '+44 117 555',
  },
  {
    city: 'Portland',
    state: 'Oregon',
    postalCode: '97205',
    country: 'United States',
    streets: ['SW Alder Street', 'NW Kearney Street'],
    dial: '+1 503 555',
  },
  {
    city: 'Austin',
    state: 'Texas',
    postalCode: '78701',
    country: 'United States',
    streets: ['Cedar Street', 'Pecan Avenue'],
    dial: '+1 512 555',
  },
  {
    city: 'Toronto',
    state: 'Ontario',
    postalCode: 'M5V 2T6',
    country: 'Canada',
    streets: ['Birch Avenue', 'Lakeview Road'],
    dial: '+1 416 555',
  },
  {
    city: 'Kraków',
    state: 'Małopolskie',
    postalCode: '31-019',
    country: 'Poland',
    streets: ['ulica Lipowa', 'ulica Młynarska'],
    dial: '+48 12 555',
  },
  {
    city: 'Göteborg',
    state: 'Västra Götaland',
    postalCode: '411 03',
    country: 'Sweden',
    streets: ['Björkgatan', 'Hamnvägen'],
    dial: '+46 31 555',
  },
  {
    city: 'Osaka',
    state: 'Osaka',
    postalCode: '530-0001',
    country: 'Japan',
    streets: ['Umeda', 'Kitahama'],
    dial: '+81 6 5555',
  },
];
