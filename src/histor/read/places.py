"""Places from which news is filed, for datelines that have neither date nor agency ("Kabul: The minister …").

Capitals, the larger cities and the countries' own names where papers file under them; written down for this purpose.
It decides only whether a word at the head of a report is a place; where that place lies is the gazetteer's business.
"""

from __future__ import annotations

_NAMES = """
Abidjan; Abu Dhabi; Abuja; Accra; Addis Ababa; Aden; Ahmedabad; Aleppo; Algiers; Almaty; Amman; Amritsar; Amsterdam;
Anchorage; Ankara; Antananarivo; Antwerp; Apia; Arusha; Ashgabat; Asmara; Astana; Asuncion; Asunción; Athens; Atlanta;
Auckland; Austin; Baghdad; Baku; Baltimore; Bamako; Bandar Seri Begawan; Bangalore; Bengaluru; Bangkok; Bangui; Banjul;
Barcelona; Basra; Beersheba; Beijing; Beirut; Belfast; Belgrade; Belmopan; Benghazi; Berlin; Bern; Berne; Bethlehem;
Bhopal; Bhubaneswar; Birmingham; Bishkek; Bissau; Blantyre; Bogota; Bogotá; Bonn; Boston; Brasilia; Brasília;
Bratislava; Brazzaville; Bridgetown; Brisbane; Brussels; Bucharest; Budapest; Buenos Aires; Bujumbura; Bulawayo; Busan;
Cairo; Calcutta; Canberra; Cape Town; Caracas; Cardiff; Casablanca; Chandigarh; Charlotte; Chengdu; Chennai; Chicago;
Chisinau; Chittagong; Chongqing; Cincinnati; Cleveland; Colombo; Columbus; Conakry; Copenhagen; Dakar; Dallas; Damascus;
Dar es Salaam; Darwin; Davos; Dehradun; Denver; Des Moines; Detroit; Dhaka; Diyarbakir; Djibouti; Dodoma; Doha; Donetsk;
Douala; Dubai; Dublin; Durban; Dushanbe; Edinburgh; Erbil; Islamabad; Istanbul; Izmir; Frankfurt; Freetown; Gaborone;
Gaza; Gaza City; Geneva; Georgetown; Glasgow; Goma; Guangzhou; Guatemala City; Guwahati; Haifa; Hamburg; Hanoi; Harare;
Hargeisa; Havana; Helsinki; Herat; Ho Chi Minh City; Homs; Hong Kong; Honiara; Honolulu; Houston; Hyderabad; Idlib;
Imphal; Indianapolis; Irbil; Jaipur; Jakarta; Jalalabad; Jammu; Jeddah; Jerusalem; Johannesburg; Juba; Kabul; Kaduna;
Kampala; Kandahar; Kano; Karachi; Kathmandu; Khartoum; Kharkiv; Kiev; Kyiv; Kigali; Kingston; Kinshasa; Kirkuk; Kolkata;
Kuala Lumpur; Kuwait; Kuwait City; Kyoto; La Paz; Lagos; Lahore; Las Vegas; Lausanne; Libreville; Lilongwe; Lima;
Lisbon; Ljubljana; Lome; London; Los Angeles; Luanda; Lucknow; Lusaka; Luxembourg; Lviv; Lyon; Madrid; Maiduguri; Malabo;
Male; Managua; Manama; Manchester; Manila; Maputo; Mariupol; Marrakech; Marseille; Maseru; Mazar-i-Sharif; Mbabane; Mecca;
Medina; Melbourne; Memphis; Mexico City; Miami; Milan; Milwaukee; Minneapolis; Minsk; Mogadishu; Mombasa; Monrovia;
Monterrey; Montevideo; Montreal; Moroni; Moscow; Mosul; Multan; Mumbai; Munich; Muscat; Nablus; Nairobi; Najaf; Nashville;
Nassau; Naypyidaw; Naypyitaw; N'Djamena; New Delhi; New Orleans; New York; Niamey; Nicosia; Nouakchott; Noumea;
Nur-Sultan; Odesa; Odessa; Oran; Orlando; Osaka; Oslo; Ottawa; Ouagadougou; Panama City; Paramaribo; Paris; Patna;
Peshawar; Philadelphia; Phnom Penh; Phoenix; Pittsburgh; Podgorica; Port-au-Prince; Port Louis; Port Moresby;
Port of Spain; Port Harcourt; Port Sudan; Porto-Novo; Prague; Praia; Pretoria; Pristina; Pyongyang; Quetta; Quito; Rabat;
Raipur; Ramallah; Ranchi; Rangoon; Raqqa; Rawalpindi; Reykjavik; Richmond; Riga; Rio de Janeiro; Riyadh; Rome; Rotterdam;
Sacramento; Saint Petersburg; St. Petersburg; San Francisco; San Diego; San José; San Jose; San Juan; San Salvador; Sanaa;
Sana'a; Santiago; Santo Domingo; Sao Paulo; São Paulo; Sarajevo; Seattle; Seoul; Sevastopol; Shanghai; Sharjah;
Sharm el-Sheikh; Shenzhen; Shillong; Shimla; Simferopol; Singapore; Skopje; Sofia; Srinagar; Stockholm; Strasbourg;
Stuttgart; Sulaimaniyah; Suva; Sydney; Tabriz; Taipei; Tallinn; Tampa; Tashkent; Tbilisi; Tegucigalpa; Tehran; Tel Aviv;
The Hague; Thessaloniki; Thimphu; Thiruvananthapuram; Tijuana; Tikrit; Tirana; Tokyo; Toronto; Tripoli; Tunis; Turin;
Ulaanbaatar; Ulan Bator; United Nations; Valletta; Vancouver; Varanasi; Vatican City; Victoria; Vienna; Vientiane;
Vilnius; Vladivostok; Warsaw; Washington; Wellington; Windhoek; Winnipeg; Yangon; Yaounde; Yaoundé; Yerevan; Zagreb;
Zanzibar; Zurich; Zürich
"""

PLACES = {name.strip().casefold(): name.strip() for name in _NAMES.replace("\n", " ").split(";")}
"""Case-folded name → the name as it is usually written."""
